using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using InventoryPortal.Operations.AccountMail;
using Microsoft.Extensions.Options;
using MimeKit;

namespace InventoryPortal.Operations.Alerts;

/// <summary>
/// Sends a letter as a mail of text and HTML. Where the connection breaks after the text was given, the server may have it; it is
/// then sent again under the same Message-Id, by which mail servers and readers know a repeat.
/// </summary>
public sealed class MailSender(IOptions<SmtpOptions> options, TimeProvider clock)
{
    /// <summary>Characters kept of a server's own words.</summary>
    private const int MaxWords = 300;

    /// <summary>How long the server may take for goodbye: the mail is gone by then.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    /// <summary>Judges the server's certificate in place of the system; null, as in every running portal, leaves it to the system.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; set; }

    /// <summary>Sends a letter about alerts; only a cancelled token throws.</summary>
    public Task<SendOutcome> SendAsync(Letter letter, string address, CancellationToken cancellationToken) =>
        SendAsync((from, to) => LetterMail.Compose(letter, from, to, clock.GetUtcNow()), address, cancellationToken);

    /// <summary>Sends a letter to one person; only a cancelled token throws.</summary>
    public Task<SendOutcome> SendAsync(PersonalLetter letter, string address, CancellationToken cancellationToken) =>
        SendAsync((from, to) => letter.Compose(from, to, clock.GetUtcNow()), address, cancellationToken);

    private async Task<SendOutcome> SendAsync(Func<MailboxAddress, MailboxAddress, MimeMessage> compose, string address, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (!settings.IsConfigured)
        {
            return new SendOutcome.Failed("The portal has no mail server: set Smtp:Host.");
        }
        var limit = TimeSpan.FromSeconds(settings.TimeoutSeconds);
        using var timeout = new CancellationTokenSource(limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var client = new SmtpClient { Timeout = (int)limit.TotalMilliseconds, ServerCertificateValidationCallback = Trust };
        try
        {
            using var message = compose(MailboxAddress.Parse(settings.From!), MailboxAddress.Parse(address));
            await client.ConnectAsync(settings.Host!, settings.EffectivePort, Secure(settings.Security), both.Token);
            if (!string.IsNullOrEmpty(settings.User))
            {
                await client.AuthenticateAsync(settings.User, settings.Password!, both.Token);
            }
            await client.SendAsync(message, both.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsExpected(e))
        {
            return timeout.IsCancellationRequested
                ? new SendOutcome.Failed($"The mail server did not finish within {limit.TotalSeconds:0} seconds.")
                : Judge(e);
        }
        await LeaveAsync(client, cancellationToken);
        return new SendOutcome.Sent();
    }

    private static SecureSocketOptions Secure(SmtpSecurity security) => security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.SslOnConnect,
    };

    private static bool IsExpected(Exception e) =>
        e is CommandException or ProtocolException or AuthenticationException or SslHandshakeException or IOException or SocketException
            or OperationCanceledException or NotSupportedException or ServiceNotConnectedException or ServiceNotAuthenticatedException or ParseException or TimeoutException;

    // Only what the server says of this address or this mail is final; everything else may be mended while the mail waits.
    private static SendOutcome Judge(Exception e) => e switch
    {
        ParseException => new SendOutcome.Refused("This is not a mail address.", IsBroken: true),
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } c when IsFinal(c) =>
            new SendOutcome.Refused($"The mail server does not take this address: {Words(c)}", IsBroken: true),
        SmtpCommandException { ErrorCode: SmtpErrorCode.MessageNotAccepted } c when IsFinal(c) =>
            new SendOutcome.Refused($"The mail server does not take this mail: {Words(c)}", IsBroken: false),
        SmtpCommandException c => new SendOutcome.Failed($"The mail server says: {Words(c)}"),
        AuthenticationException => new SendOutcome.Failed("The mail server refused Smtp:User and Smtp:Password."),
        SslHandshakeException => new SendOutcome.Failed("The connection to the mail server could not be secured."),
        NotSupportedException => new SendOutcome.Failed("The mail server does not offer STARTTLS, which Smtp:Security demands."),
        SocketException => new SendOutcome.Failed("The mail server did not accept a connection."),
        _ => new SendOutcome.Failed("The connection to the mail server broke."),
    };

    private static bool IsFinal(SmtpCommandException e) => (int)e.StatusCode >= 500;

    private static string Words(SmtpCommandException e)
    {
        var said = $"{(int)e.StatusCode} {string.Join(' ', e.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}";
        return said.Length <= MaxWords ? said : said[..MaxWords];
    }

    // The server has said yes; what becomes of the goodbye changes nothing.
    private async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Goodbye, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await client.DisconnectAsync(quit: true, both.Token);
        }
        catch (Exception e) when (IsExpected(e))
        {
            // Nothing to do.
        }
    }
}
