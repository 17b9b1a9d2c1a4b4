namespace TrafficGuardian.Detection.Tests.Exfil;

public sealed class PrivateKeyFormTests
{
    [Theory]
    [InlineData("-----BEGIN RSA PRIVATE{upper:0} KEY----- {b64:64} {b64:64} -----END RSA PRIVATE{upper:0} KEY-----")]
    [InlineData("{{\"private_key\": \"-----BEGIN PRIVATE{upper:0} KEY-----\\n{b64:64}\\n-----END PRIVATE{upper:0} KEY-----\\n\"}")]
    [InlineData("-----BEGIN OPENSSH PRIVATE{upper:0} KEY-----")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE{upper:0} KEY-----\n{b64:40}")]
    [InlineData("-----BEGIN DSA PRIVATE{upper:0} KEY-----\n{b64:40}")]
    [InlineData("-----BEGIN PGP PRIVATE{upper:0} KEY BLOCK-----\n\n{b64:64}")]
    [InlineData("PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n")]
    [InlineData("AGE-SECRET-KEY-1{upper:0}QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE")]
    [InlineData("[Interface]\nPrivateKey = {b64:43}=\nListenPort = 51820")]
    [InlineData("    client-key-data: LS0tLS1CRUdJTiBS{b64:300}")]
    [InlineData("{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{b64url:43}\",\"d\":\"{b64url:43}\"}")]
    [InlineData("SIGNING_KEY=MIIEvQIBADANBgkqhkiG9w0BAQEFAASC{b64:200}")]
    public void A_private_key_is_found_in_every_form(string template)
    {
        for (var seed = 0; seed < 10; seed++)
            Assert.Contains(Outbound.Post(Outbound.Expand(template, seed)), static d => d.Finding.Pattern == "private_key_pem");
    }

    [Theory]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A{b64:64}\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE{b64:64}\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN SSH SIGNATURE-----\n{b64:64}\n-----END SSH SIGNATURE-----")]
    [InlineData("-----BEGIN DH PARAMETERS-----\n{b64:64}\n-----END DH PARAMETERS-----")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b64:43} me@host")]
    [InlineData("[Peer]\nPublicKey = {b64:43}=\nAllowedIPs = 0.0.0.0/0")]
    [InlineData("    client-certificate-data: LS0tLS1CRUdJTiBD{b64:300}")]
    [InlineData("{{\"keys\":[{{\"kty\":\"RSA\",\"kid\":\"1\",\"e\":\"AQAB\",\"n\":\"{b64url:340}\"}]}")]
    [InlineData("recipient age1{lower:58}")]
    public void Public_material_is_silent(string template)
    {
        for (var seed = 0; seed < 10; seed++)
            Assert.Empty(Outbound.Post(Outbound.Expand(template, seed)));
    }
}
