using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Checks what a person or script enters for an Amazon account.</summary>
internal static class AmazonForm
{
    private static readonly string[] Secrets = [AmazonFields.ClientId, AmazonFields.ClientSecret, AmazonFields.RefreshToken];

    public static IReadOnlyDictionary<string, string> Faults(
        IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, Func<string?, UrlVerdict> check)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        Note(faults, AmazonFields.Region, settings.GetValueOrDefault(AmazonFields.Region) is "na" or "eu" or "fe" ? null : "The region is na (Americas), eu (Europe, Middle East, India) or fe (Far East).");
        Note(faults, AmazonFields.SellerId, IsId(settings.GetValueOrDefault(AmazonFields.SellerId)) ? null : "The seller id (merchant token) is letters and digits, such as A3TH9S8BH6GOGM; Seller Central shows it under Account Info.");
        Note(faults, AmazonFields.MarketplaceId, IsId(settings.GetValueOrDefault(AmazonFields.MarketplaceId)) ? null : "The marketplace id is letters and digits, such as ATVPDKIKX0DER for amazon.com or A1PA6795UKMFR9 for amazon.de.");
        foreach (var field in (string[])[AmazonFields.BaseUrl, AmazonFields.TokenUrl, AmazonFields.QueueUrl])
        {
            if (settings.GetValueOrDefault(field) is { Length: > 0 } url && check(url) is UrlVerdict.Refused refused)
            {
                Note(faults, field, refused.Reason);
            }
        }
        if (settings.GetValueOrDefault(AmazonFields.ConfirmSeconds) is { Length: > 0 } && AmazonSeller.ConfirmSecondsOf(settings) is null)
        {
            Note(faults, AmazonFields.ConfirmSeconds, $"A whole number of seconds from 1 to {AmazonSeller.MaxConfirmSeconds}.");
        }
        foreach (var field in Secrets)
        {
            NoteSecret(faults, field, SecretForm.FaultOf(credentials.GetValueOrDefault(field)));
        }
        Queue(faults, settings, credentials);
        return faults;
    }

    // The queue and its key are wanted together or not at all.
    private static void Queue(Dictionary<string, string> faults, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials)
    {
        var hasQueue = settings.GetValueOrDefault(AmazonFields.QueueUrl) is { Length: > 0 };
        foreach (var field in (string[])[AmazonFields.AwsAccessKeyId, AmazonFields.AwsSecretAccessKey])
        {
            var secret = credentials.GetValueOrDefault(field);
            if (hasQueue)
            {
                NoteSecret(faults, field, string.IsNullOrEmpty(secret) ? "The queue is read with this key: enter it, or leave the queue out." : SecretForm.FaultOf(secret));
            }
            else if (!string.IsNullOrEmpty(secret))
            {
                faults.TryAdd("settings." + AmazonFields.QueueUrl, "A key was entered without the queue that it opens.");
            }
        }
    }

    private static bool IsId(string? text) => text is { Length: >= 5 and <= 40 } && text.All(char.IsAsciiLetterOrDigit);

    private static void Note(Dictionary<string, string> faults, string setting, string? fault)
    {
        if (fault is not null)
        {
            faults["settings." + setting] = fault;
        }
    }

    private static void NoteSecret(Dictionary<string, string> faults, string field, string? fault)
    {
        if (fault is not null)
        {
            faults["credentials." + field] = fault;
        }
    }
}
