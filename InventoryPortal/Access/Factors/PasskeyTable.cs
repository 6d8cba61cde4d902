using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace InventoryPortal.Access.Factors;

/// <summary>Identity's store of people, told that passkeys lie in the portal's own table.</summary>
internal sealed class PasskeyTable(PortalDbContext db, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<PortalUser, PortalDbContext, string, IdentityUserClaim<string>, IdentityUserLogin<string>, IdentityUserToken<string>, PasskeyRow>(db, describer);
