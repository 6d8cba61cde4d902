using System.Net;
using Microsoft.Extensions.Options;
using MimeKit;

namespace InventoryPortal.Operations.Alerts;

/// <summary>How the connection to the mail server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>Not at all: a relay on this machine or a private network.</summary>
    None,

    /// <summary>STARTTLS is demanded.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>Section <c>Smtp</c>: the mail server. Without <see cref="Host"/> mails of alerts wait.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Smtp";

    public string? Host { get; set; }

    /// <summary>0 takes the usual one: 25, 587 or 465.</summary>
    public int Port { get; set; }

    /// <summary>Who the mails come from: <c>shop@example.com</c> or <c>Shop &lt;shop@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>How long one mail may take, from connecting to the server's yes.</summary>
    public int TimeoutSeconds { get; set; } = 20;

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

    /// <summary>The port that is connected to.</summary>
    public int EffectivePort => Port != 0 ? Port : Security switch { SmtpSecurity.None => 25, SmtpSecurity.StartTls => 587, _ => 465 };
}

/// <summary>Says everything that is wrong with the section at once.</summary>
internal sealed class SmtpOptionsValidation : IValidateOptions<SmtpOptions>
{
    /// <summary>Half of the lease of a destination.</summary>
    private const int MaxTimeout = 60;

    private const int MinTimeout = 5;

    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(SmtpOptions options)
    {
        if (options.Host is { } host && (host != host.Trim() || (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown)))
        {
            yield return "Smtp:Host must be a host name or an IP address, without a port.";
        }
        if (options.Port is < 0 or > 65535)
        {
            yield return "Smtp:Port must be 1 to 65535, or 0 for the usual one.";
        }
        if (!Enum.IsDefined(options.Security))
        {
            yield return "Smtp:Security must be none, startTls or tls.";
        }
        if (options.TimeoutSeconds is < MinTimeout or > MaxTimeout)
        {
            yield return $"Smtp:TimeoutSeconds must be {MinTimeout} to {MaxTimeout}.";
        }
        if (options.IsConfigured && !IsAddress(options.From))
        {
            yield return "Smtp:From must be a mail address when Smtp:Host is given, such as shop@example.com.";
        }
        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Password))
        {
            yield return "Smtp:User and Smtp:Password must be given together.";
        }
        if (options.Security == SmtpSecurity.None && !string.IsNullOrEmpty(options.User) && options.IsConfigured && !IsThisMachine(options.Host!))
        {
            yield return "Smtp:Security none would send Smtp:Password in the clear; use startTls or tls.";
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsAddress(string? text) => text is not null && MailboxAddress.TryParse(text, out var box) && box.Address.Contains('@');
}
