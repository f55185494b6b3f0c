"""The delivered file, "Archivo DTE": the signed object with signature and seal beside it (Manual Funcional 2.0)."""

import json


def archivo_dte(documento: str, jws: str, sello_recibido: str | None) -> bytes:
    """The signed text, byte for byte, with two members appended before its closing brace.

    The text is never parsed and written anew: what the customer receives is what was signed.
    """
    text = documento.rstrip()
    if not text.endswith("}"):
        raise ValueError("El texto firmado no es un objeto JSON")
    tail = f',"firmaElectronica":{json.dumps(jws)},"selloRecibido":{json.dumps(sello_recibido)}}}'
    return (text[:-1] + tail).encode()
