"""What MH checks in documents and events beyond their structure, as far as the sandbox goes."""
