using InventoryPortal.Access;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Judges what a person enters for a destination; says everything that is wrong at once.</summary>
public sealed class DestinationForm(AddressPolicy policy, IHostResolver resolver)
{
    public const int MaxName = 100;

    /// <summary>Channels or SKUs in one rule; characters of each.</summary>
    private const int MaxWords = 50;
    private const int MaxWord = 100;

    /// <summary>Characters of one list in its column.</summary>
    private const int MaxList = 2000;

    private static readonly string[] Languages = ["en", "zh-CN"];

    /// <summary>The refusal, or null when all is well.</summary>
    /// <param name="isNew">Whether address and secret have to be there.</param>
    public Refusal? Check(DestinationInput input, bool isNew)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, fault) in Faults(input, isNew))
        {
            faults.TryAdd(field, [fault]);
        }
        return faults.Count == 0 ? null : Refusal.Fields(faults);
    }

    private IEnumerable<(string Field, string Fault)> Faults(DestinationInput input, bool isNew)
    {
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > MaxName)
        {
            yield return ("name", $"A name of 1 to {MaxName} characters is needed.");
        }
        if ((isNew || input.Address is not null) && AddressFault(input) is { } address)
        {
            yield return ("address", address);
        }
        if (input.Kind == DestinationKind.Webhook && (isNew || input.Secret is not null) && !DestinationSecrets.IsKey(input.Secret))
        {
            yield return ("secret", "A signing secret is whsec_ followed by 24 to 64 bytes in base64.");
        }
        if (!Languages.Contains(input.Language))
        {
            yield return ("language", "The language is en or zh-CN.");
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(input.TimeZone, out _))
        {
            yield return ("timeZone", "This is not a time zone; one looks like Europe/Berlin.");
        }
        if (input.QuietFrom is null != input.QuietTo is null || (input.QuietFrom is not null && input.QuietFrom == input.QuietTo))
        {
            yield return ("quietTo", "Quiet hours need a beginning and another end.");
        }
        if (IsTooLong(input.Channels))
        {
            yield return ("channels", $"At most {MaxWords} channels can be named.");
        }
        if (IsTooLong(input.Skus))
        {
            yield return ("skus", $"At most {MaxWords} SKUs of {MaxWord} characters can be named, without a comma.");
        }
    }

    private string? AddressFault(DestinationInput input)
    {
        if (input.Kind == DestinationKind.Mail)
        {
            return MailAddressForm.IsOne(input.Address) ? null : "One mail address is needed, such as shop@example.com.";
        }
        return OutboundUrl.Check(input.Address, policy, resolver.Resolve) is UrlVerdict.Refused refused ? refused.Reason : null;
    }

    private static bool IsTooLong(IReadOnlyList<string>? words) =>
        words is not null && (words.Count > MaxWords || words.Any(w => w.Length is 0 or > MaxWord || w.Contains(',')) || words.Sum(w => w.Length + 1) > MaxList);
}
