using InventoryPortal.Operations.Alerts;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class SmtpOptionsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var result = new SmtpOptionsValidation().Validate(null, new SmtpOptions
        {
            Host = "mail.example.test", Port = 70000, From = "nobody", User = "u", Security = SmtpSecurity.None, TimeoutSeconds = 1,
        });
        Assert.Equal(5, result.Failures!.Count());
        Assert.All(["Smtp:Port", "Smtp:TimeoutSeconds", "Smtp:From", "Smtp:Password must be given", "in the clear"], part => Assert.Contains(part, result.FailureMessage, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SmtpSecurity.None, 25)]
    [InlineData(SmtpSecurity.StartTls, 587)]
    [InlineData(SmtpSecurity.Tls, 465)]
    public void The_usual_port_follows_the_security(SmtpSecurity security, int port) => Assert.Equal(port, new SmtpOptions { Security = security }.EffectivePort);

    [Fact]
    public void Nothing_at_all_is_no_fault() => Assert.True(new SmtpOptionsValidation().Validate(null, new SmtpOptions()).Succeeded);

    [Theory]
    [InlineData("mail.example.test:25")]
    [InlineData("smtp://mail.example.test")]
    [InlineData(" mail")]
    public void A_host_is_a_name_alone(string host) =>
        Assert.Contains("Smtp:Host", new SmtpOptionsValidation().Validate(null, new SmtpOptions { Host = host, From = "a@example.test" }).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public void An_address_to_mail_to_that_is_none_is_named() =>
        Assert.Contains("\"nobody\"", new AlertOptionsValidation().Validate(null, new AlertOptions { MailTo = "a@example.test, nobody" }).FailureMessage, StringComparison.Ordinal);
}
