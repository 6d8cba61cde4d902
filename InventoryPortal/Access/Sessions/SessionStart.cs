using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access.Sessions;

/// <summary>The one place where a session begins, whichever way somebody was recognised.</summary>
public sealed class SessionStart(
    SignInManager<PortalUser> signIn, PortalDatabase database, IOptions<AccessOptions> options, ILogger<SessionStart> log, TimeProvider clock)
{
    /// <summary>Open sessions of one person; the oldest ends for another one more.</summary>
    internal const int MaxOpen = 50;

    private const int IdBits = 128;

    /// <summary>Who may sign in without the directory.</summary>
    public LocalAccounts Local => options.Value.LocalAccounts;

    /// <summary>Whether this person may sign in without the directory. Who comes from it never may: leaving it must shut them out.</summary>
    public bool IsOpenTo(PortalUser user) => !EntraPeopleStore.IsOfDirectory(user) && Local switch
    {
        LocalAccounts.Allowed => true,
        LocalAccounts.BreakGlass => user.Role == Role.Admin,
        _ => false,
    };

    /// <summary>Lets somebody in who was recognised by the portal itself; false, and nothing begins, when it is not open to them.</summary>
    public async Task<bool> EnterLocalAsync(PortalUser user, SessionWay way, CancellationToken cancellationToken)
    {
        if (!IsOpenTo(user))
        {
            return false;
        }
        if (Local == LocalAccounts.BreakGlass)
        {
            log.LogWarning("The local administrator {Person} signed in past the directory.", user.Email);
        }
        await EnterAsync(user, way, cancellationToken);
        return true;
    }

    /// <summary>Writes the session of a person who has been recognised.</summary>
    /// <param name="more">What else the session is to remember of how it began.</param>
    public async Task EnterAsync(PortalUser user, SessionWay way, CancellationToken cancellationToken, params Claim[] more)
    {
        var (now, http) = (clock.GetUtcNow(), signIn.Context);
        var session = new SessionRow
        {
            Id = RandomNumberGenerator.GetHexString(IdBits / 4, lowercase: true),
            UserId = user.Id,
            Way = way,
            Device = DeviceName.Of(http.Request.Headers.UserAgent),
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "",
            CreatedAt = now,
            LastSeenAt = now,
        };
        await database.WriteAsync((db, token) => BeginAsync(db, user, session, token), cancellationToken);
        await signIn.SignInWithClaimsAsync(
            user,
            isPersistent: false,
            [
                new Claim(PrincipalCaller.SignedInAtClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                new Claim(PrincipalCaller.SessionClaim, session.Id),
                .. more,
            ]);
    }

    private async Task BeginAsync(PortalDbContext db, PortalUser user, SessionRow session, CancellationToken cancellationToken)
    {
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, session.CreatedAt), cancellationToken);
        var beyond = await db.Sessions.Where(s => s.UserId == user.Id && s.EndedAt == null)
            .OrderByDescending(s => s.CreatedAt).Skip(MaxOpen - 1).Select(s => s.Id).ToListAsync(cancellationToken);
        if (beyond.Count > 0)
        {
            await db.Sessions.Where(s => beyond.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, session.CreatedAt), cancellationToken);
        }
        db.Sessions.Add(session);
        if (Local == LocalAccounts.BreakGlass && session.Way != SessionWay.Directory)
        {
            var context = new CommandContext(new Caller(new Actor(ActorKind.User, user.Id, user.Email ?? user.Id)));
            var note = new ActivityNote { After = $"from {session.Address}" };
            CommandGate.Record(db, context, new Deed(Permissions.PeopleManage, "break-glass sign-in"), note, allowed: true, session.CreatedAt);
        }
    }
}
