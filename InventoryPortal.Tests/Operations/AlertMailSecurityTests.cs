using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>How the connection to the mail server is secured, and what happens where it cannot be.</summary>
public sealed class AlertMailSecurityTests
{
    [Theory]
    [InlineData(SmtpMood.KnowsNoUser, SmtpSecurity.None, "refused Smtp:User and Smtp:Password")]
    [InlineData(SmtpMood.Accepts, SmtpSecurity.StartTls, "does not offer STARTTLS")]
    [InlineData(SmtpMood.DemandsStartTls, SmtpSecurity.StartTls, "could not be secured")]
    [InlineData(SmtpMood.SpeaksTls, SmtpSecurity.Tls, "could not be secured")]
    public async Task What_an_operator_can_mend_costs_no_mail(SmtpMood mood, SmtpSecurity security, string reason)
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = mood;
        var settings = bench.Get<IOptions<SmtpOptions>>().Value;
        (settings.Security, settings.User, settings.Password) = (security, "portal", "secret-of-the-portal");
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        var waiting = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal(DeliveryState.Pending, waiting.State);
        Assert.Contains(reason, waiting.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-portal", waiting.LastError, StringComparison.Ordinal);

        (settings.Security, settings.User, settings.Password) = (SmtpSecurity.None, null, null);
        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.AdvanceAsync(DeliveryRetry.First);
        Assert.Single(bench.Mail.Accepted);
    }

    [Theory]
    [InlineData(SmtpMood.DemandsStartTls, SmtpSecurity.StartTls)]
    [InlineData(SmtpMood.SpeaksTls, SmtpSecurity.Tls)]
    public async Task A_secured_server_whose_certificate_is_trusted_gets_the_mail(SmtpMood mood, SmtpSecurity security)
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = mood;
        bench.Get<IOptions<SmtpOptions>>().Value.Security = security;
        bench.Get<MailSender>().Trust = (_, shown, _, _) => shown?.GetCertHashString() == bench.Mail.Certificate.GetCertHashString();
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        Assert.Single(bench.Mail.Accepted);
    }
}
