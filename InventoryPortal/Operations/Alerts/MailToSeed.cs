using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Section <c>Alerts</c>.</summary>
public sealed class AlertOptions
{
    public const string Section = "Alerts";

    /// <summary>Mail addresses, separated by commas, that are destinations from the start.</summary>
    public string? MailTo { get; set; }

    /// <summary>The addresses one by one.</summary>
    public IReadOnlyList<string> Addresses() => DestinationRules.Words(MailTo) ?? [];
}

/// <summary>Names every address that is none.</summary>
internal sealed class AlertOptionsValidation : IValidateOptions<AlertOptions>
{
    public ValidateOptionsResult Validate(string? name, AlertOptions options)
    {
        var faults = options.Addresses().Where(a => !MailAddressForm.IsOne(a)).Select(a => $"Alerts:MailTo names \"{a}\", which is not a mail address.").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

/// <summary>What counts as one mail address.</summary>
internal static class MailAddressForm
{
    /// <summary>Characters of an address: what SMTP takes.</summary>
    private const int MaxLength = 254;

    // ASCII alone: a server that takes more is not to be counted on.
    public static bool IsOne(string? text) =>
        text is { Length: > 0 and <= MaxLength } && text.All(char.IsAscii) && !text.Any(char.IsControl) && !text.Any(char.IsWhiteSpace) && !text.Contains('<')
        && MailboxAddress.TryParse(text, out var box) && box.Address == text && box.Domain.Length > 0;
}

/// <summary>Makes a destination of each address of <c>Alerts:MailTo</c> that is none yet.</summary>
public sealed class MailToSeed(PortalDatabase database, IOptions<AlertOptions> options, IOptions<PortalOptions> portal, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var address in options.Value.Addresses())
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    if (!await db.AlertDestinations.AnyAsync(d => d.Name == address || (d.Kind == DestinationKind.Mail && d.Address == address), token))
                    {
                        db.AlertDestinations.Add(new AlertDestinationRow
                        {
                            Name = address.Length <= DestinationForm.MaxName ? address : address[..DestinationForm.MaxName],
                            Kind = DestinationKind.Mail,
                            Address = address,
                            Language = portal.Value.Culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh-CN" : "en",
                            TimeZone = portal.Value.TimeZone,
                            IsEnabled = true,
                            CreatedAt = clock.GetUtcNow(),
                            Version = 1,
                        });
                    }
                },
                cancellationToken);
        }
    }
}
