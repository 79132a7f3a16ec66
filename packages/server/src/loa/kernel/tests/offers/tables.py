from loa.kernel import guard

TABLES = [guard.body("offers_offer", web="siu", worker="s", signer="s")]
