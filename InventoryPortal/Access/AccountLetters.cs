using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>Whether letters can leave. The mail server is the affair of Operations, which answers.</summary>
public interface IMailReach
{
    /// <summary>A mail server is configured; whether it is there just now is another matter.</summary>
    bool IsOpen { get; }
}

/// <summary>Where nobody sends letters.</summary>
internal sealed class NoMailReach : IMailReach
{
    public bool IsOpen => false;
}

/// <summary>
/// Writes the letters that tell people what became of their account, each in the transaction of what it tells of: a change that
/// happened is told, one that did not is not. Nothing waits for the mail server, and without one nothing is written.
/// </summary>
public sealed class AccountLetters(IMailReach reach, TimeProvider clock)
{
    /// <summary>A rest is told once in this time: whoever knows an address could fill the inbox with it.</summary>
    public static readonly TimeSpan LockoutQuiet = TimeSpan.FromDays(1);

    /// <summary>Adds the letter to the transaction.</summary>
    internal void Add(PortalDbContext db, PortalUser user, AccountNotice notice)
    {
        // Who comes from a directory may have a name where others have an address.
        if (!reach.IsOpen || !NewPeople.IsEmail(user.Email))
        {
            return;
        }
        var now = clock.GetUtcNow();
        db.AccountLetters.Add(new AccountLetterRow
        {
            UserId = user.Id, Address = user.Email!, Notice = notice, At = now, DueAt = now, MessageKey = $"account-{Guid.CreateVersion7(now):N}",
        });
    }

    /// <summary>Adds the letter about a rest, unless one was written lately.</summary>
    internal async Task AddLockoutAsync(PortalDbContext db, PortalUser user, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - LockoutQuiet;
        if (reach.IsOpen && !await db.AccountLetters.AnyAsync(l => l.UserId == user.Id && l.Notice == AccountNotice.LockedOut && l.At > since, cancellationToken))
        {
            Add(db, user, AccountNotice.LockedOut);
        }
    }
}
