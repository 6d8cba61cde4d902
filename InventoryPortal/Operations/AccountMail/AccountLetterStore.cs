using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>One letter that a sender holds.</summary>
/// <param name="Key">The same over every retry.</param>
/// <param name="LeaseToken">Fences off a sender that was too slow.</param>
public sealed record ClaimedLetter(long Id, long LeaseToken, string Key, string UserId, string Address, AccountNotice Notice, DateTimeOffset At);

/// <summary>
/// Hands out letters to people, each to one sender at a time. A crash leaves the lease; when it lapses the same letter, under the
/// same key, is sent again.
/// </summary>
public sealed class AccountLetterStore(PortalDatabase database, TimeProvider clock, ILogger<AccountLetterStore> log)
{
    /// <summary>How long a sender may hold a letter: twice the longest sending.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Takes the letter that has been due longest; null when none is due or another sender was faster.</summary>
    public async Task<ClaimedLetter?> ClaimAsync(CancellationToken cancellationToken)
    {
        // Mostly there is none: no write transaction for nothing.
        var now = clock.GetUtcNow();
        var next = await database.ReadAsync(
            (db, token) => db.AccountLetters
                .Where(l => l.State == DeliveryState.Pending && l.DueAt <= now && (l.LeaseUntil == null || l.LeaseUntil <= now))
                .OrderBy(l => l.DueAt).ThenBy(l => l.Id).FirstOrDefaultAsync(token),
            cancellationToken);
        if (next is null)
        {
            return null;
        }
        var until = now + Lease;
        var taken = await database.WriteAsync(
            (db, token) => db.AccountLetters
                .Where(l => l.Id == next.Id && l.State == DeliveryState.Pending && l.LeaseToken == next.LeaseToken)
                .ExecuteUpdateAsync(s => s.SetProperty(l => l.LeaseUntil, until).SetProperty(l => l.LeaseToken, l => l.LeaseToken + 1), token),
            cancellationToken);
        return taken == 1 ? new ClaimedLetter(next.Id, next.LeaseToken + 1, next.MessageKey, next.UserId, next.Address, next.Notice, next.At) : null;
    }

    /// <summary>Records what came of a letter and gives it back. A late sender, whose lease went to another, records nothing.</summary>
    /// <param name="chance">0 to 1, for the wait.</param>
    public async Task RecordAsync(ClaimedLetter letter, SendOutcome outcome, double chance, CancellationToken cancellationToken)
    {
        var givenUp = await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.AccountLetters.AsTracking().SingleOrDefaultAsync(l => l.Id == letter.Id && l.LeaseToken == letter.LeaseToken, token) is not { } row)
                {
                    return null;
                }
                Apply(row, outcome, clock.GetUtcNow(), chance);
                return row.State == DeliveryState.Dead ? row.LastError : null;
            },
            cancellationToken);
        if (givenUp is not null)
        {
            log.LogWarning("A letter to the person {Person} about their account was given up: {Reason}", letter.UserId, givenUp);
        }
    }

    /// <summary>When the next letter can be sent; null when none waits.</summary>
    public async Task<DateTimeOffset?> NextAtAsync(CancellationToken cancellationToken)
    {
        var next = await database.ReadAsync(
            (db, token) => db.AccountLetters.Where(l => l.State == DeliveryState.Pending).OrderBy(l => l.DueAt).ThenBy(l => l.Id)
                .Select(l => new { l.DueAt, l.LeaseUntil }).FirstOrDefaultAsync(token),
            cancellationToken);
        return next?.LeaseUntil > next?.DueAt ? next?.LeaseUntil : next?.DueAt;
    }

    private static void Apply(AccountLetterRow row, SendOutcome outcome, DateTimeOffset now, double chance)
    {
        row.Attempts++;
        row.FirstTriedAt ??= now;
        row.LeaseUntil = null;
        switch (outcome)
        {
            case SendOutcome.Sent:
                (row.State, row.EndedAt, row.LastError) = (DeliveryState.Sent, now, null);
                break;
            case SendOutcome.Failed failed when DeliveryRetry.NextAt(row.Attempts, row.FirstTriedAt.Value, now, failed.NotBefore, chance) is { } next:
                (row.DueAt, row.LastError) = (next, Cut(failed.Reason));
                break;
            case SendOutcome.Failed failed:
                (row.State, row.EndedAt, row.LastError) = (DeliveryState.Dead, now, Cut(failed.Reason));
                break;
            case SendOutcome.Refused refused:
                (row.State, row.EndedAt, row.LastError) = (DeliveryState.Dead, now, Cut(refused.Reason));
                break;
        }
    }

    private static string Cut(string reason) => reason.Length <= Lengths.Error ? reason : reason[..Lengths.Error];
}
