"""Status reports as banks send them, by version."""

VERSIONS = ("03", "10", "11", "12", "13", "14", "15")

OF_ALL_LEVELS = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">
  <CstmrPmtStsRpt>
    <GrpHdr>
      <MsgId>BANK-2026-11-23-0007</MsgId>
      <CreDtTm>2026-11-23T08:15:30.250+01:00</CreDtTm>
    </GrpHdr>
    <OrgnlGrpInfAndSts>
      <OrgnlMsgId>3f2504e04f8941d39a0c0305e82c3301</OrgnlMsgId>
      <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
      <GrpSts>PART</GrpSts>
    </OrgnlGrpInfAndSts>
    <OrgnlPmtInfAndSts>
      <OrgnlPmtInfId>3f2504e04f8941d39a0c0305e82c3301001</OrgnlPmtInfId>
      <PmtInfSts>PART</PmtInfSts>
      <TxInfAndSts>
        <OrgnlInstrId>RUN-1</OrgnlInstrId>
        <OrgnlEndToEndId>RUN-1</OrgnlEndToEndId>
        <TxSts>ACSC</TxSts>
      </TxInfAndSts>
      <TxInfAndSts>
        <OrgnlEndToEndId>RUN-2</OrgnlEndToEndId>
        <TxSts>RJCT</TxSts>
        <StsRsnInf>
          <Rsn><Cd>AC04</Cd></Rsn>
          <AddtlInf>The account is closed.</AddtlInf>
          <AddtlInf>Ask the payee.</AddtlInf>
        </StsRsnInf>
      </TxInfAndSts>
      <TxInfAndSts>
        <OrgnlInstrId>RUN-3</OrgnlInstrId>
        <TxSts>RJCT</TxSts>
        <StsRsnInf><Rsn><Prtry>HOUSE RULE 7</Prtry></Rsn></StsRsnInf>
      </TxInfAndSts>
    </OrgnlPmtInfAndSts>
    <OrgnlPmtInfAndSts>
      <OrgnlPmtInfId>3f2504e04f8941d39a0c0305e82c3301002</OrgnlPmtInfId>
      <PmtInfSts>RJCT</PmtInfSts>
      <StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>
    </OrgnlPmtInfAndSts>
  </CstmrPmtStsRpt>
</Document>
"""


def report(version: str = "12", **changes: str) -> bytes:
    """A report of all levels; `before` is replaced by `after`."""
    text = OF_ALL_LEVELS.replace("{version}", version)
    if changes:
        assert changes["before"] in text
        text = text.replace(changes["before"], changes["after"])
    return text.encode()
