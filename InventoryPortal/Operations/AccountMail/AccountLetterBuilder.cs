using System.Globalization;
using System.Resources;
using InventoryPortal.Access;
using InventoryPortal.Domain.SignIn;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>Puts letters to people into words, in the language and the zone that they chose, else in the portal's.</summary>
public sealed class AccountLetterBuilder(IReaderLook look, IOptions<PortalOptions> options)
{
    private const string SecurityPath = "/account/security";

    private static readonly ResourceManager Texts = new("InventoryPortal.Resources.Operations.AccountMail.AccountLetterTexts", typeof(AccountLetterBuilder).Assembly);

    /// <summary>What became of an account. Its link leads to a page that asks for the sign-in like every other.</summary>
    public async Task<PersonalLetter> BuildAsync(ClaimedLetter letter, CancellationToken cancellationToken)
    {
        var (chosen, zone) = await look.FindAsync(letter.UserId, cancellationToken);
        var culture = chosen ?? PortalCulture();
        var title = Text($"Title_{letter.Notice}", culture);
        return new PersonalLetter(
            letter.Key,
            Subject(title),
            title,
            [
                Text($"Text_{letter.Notice}", culture),
                Text("Account", culture, letter.Address),
                Text("When", culture, Instant(letter.At, zone ?? options.Value.Zone)),
                Text($"Advice_{AccountNotices.OriginOf(letter.Notice)}", culture),
            ],
            Address(SecurityPath) is { } link ? (Text("Security", culture), link) : null,
            Text("Foot", culture),
            culture);
    }

    /// <summary>The letter that brings an invitation. Whoever has it can take the account: it is sent at once and kept nowhere.</summary>
    public PersonalLetter Invitation(string address, Uri link)
    {
        // Nobody knows the language of who never was here.
        var culture = PortalCulture();
        var title = Text("Title_Invited", culture);
        return new PersonalLetter(
            $"invitation-{Guid.NewGuid():N}",
            Subject(title),
            title,
            [Text("Text_Invited", culture, Invitations.Life.TotalHours), Text("Account", culture, address), Text("Advice_Invited", culture)],
            (Text("Invitation", culture), link),
            Text("FootInvited", culture),
            culture);
    }

    /// <summary>Where the portal is for people; null when nobody said.</summary>
    public Uri? Address(string path) => string.IsNullOrWhiteSpace(options.Value.PublicUrl) ? null : new Uri(options.Value.PublicUrl.TrimEnd('/') + path);

    private static string Subject(string title) => "[InventoryPortal] " + title;

    private CultureInfo PortalCulture() =>
        CultureInfo.GetCultureInfo(options.Value.Culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh-CN" : "en");

    // The zone's offset is named, so that nobody takes it for their own time.
    private static string Instant(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm 'UTC'zzz", CultureInfo.InvariantCulture);

    private static string Text(string name, CultureInfo culture, params object[] values) =>
        string.Format(culture, Texts.GetString(name, culture) ?? throw new MissingManifestResourceException(name), values);
}
