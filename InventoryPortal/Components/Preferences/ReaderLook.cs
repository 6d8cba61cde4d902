using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.AccountMail;

namespace InventoryPortal.Components.Preferences;

/// <summary>What people chose on the pages, for letters to them.</summary>
internal sealed class ReaderLook(PreferenceStore preferences) : IReaderLook
{
    public async Task<(CultureInfo? Culture, TimeZoneInfo? Zone)> FindAsync(string userId, CancellationToken cancellationToken)
    {
        var caller = new Caller(new Actor(ActorKind.User, userId, userId));
        var look = PersonalLook.Parse(await preferences.FindAsync(caller, PersonalLook.PreferenceName, cancellationToken));
        return (look.CultureInfo, look.Zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(look.Zone));
    }
}
