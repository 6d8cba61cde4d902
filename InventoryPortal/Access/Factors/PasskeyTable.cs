using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// Identity's store of people, told that passkeys lie in the portal's own table, and to tell the person when their account begins to
/// rest: every wrong password and code comes by here, and the letter is saved together with the rest.
/// </summary>
internal sealed class PasskeyTable(PortalDbContext db, AccountLetters letters, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<PortalUser, PortalDbContext, string, IdentityUserClaim<string>, IdentityUserLogin<string>, IdentityUserToken<string>, PasskeyRow>(db, describer)
{
    /// <inheritdoc />
    public override async Task SetLockoutEndDateAsync(PortalUser user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken = default)
    {
        await base.SetLockoutEndDateAsync(user, lockoutEnd, cancellationToken);
        if (lockoutEnd is not null)
        {
            await letters.AddLockoutAsync(Context, user, cancellationToken);
        }
    }
}
