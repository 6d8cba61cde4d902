using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations;

/// <summary>Section <c>Portal</c>: where the portal is and whose day it keeps.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>Address under which channels reach the portal; without it no webhooks are set up and orders are polled only.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>IANA or Windows id of the zone whose nights are used for daily work.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Culture of people who have not chosen one.</summary>
    public string Culture { get; set; } = "en-US";

    /// <summary>The zone; valid once the options are.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>Where a channel's webhooks go; null without <see cref="PublicUrl"/>.</summary>
    public Uri? WebhookAddress(string channelKey) =>
        string.IsNullOrWhiteSpace(PublicUrl) ? null : new Uri($"{PublicUrl.TrimEnd('/')}/webhooks/{channelKey}");
}

internal sealed class PortalOptionsValidation : IValidateOptions<PortalOptions>
{
    /// <summary>Those of the pages, and the usual name of the first.</summary>
    private static readonly string[] Languages = ["en", "en-US", "zh-CN"];

    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        var faults = new List<string>();
        if (!string.IsNullOrWhiteSpace(options.PublicUrl)
            && (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0))
        {
            faults.Add("Portal:PublicUrl must be an absolute http or https address without a query.");
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            faults.Add("Portal:TimeZone must name a time zone, such as Europe/Berlin.");
        }
        if (!Languages.Contains(options.Culture, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add("Portal:Culture must be en, en-US or zh-CN: the portal speaks no other language.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
