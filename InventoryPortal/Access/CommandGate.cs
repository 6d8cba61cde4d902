using System.Text.Json;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>What a command does, for the right and the record.</summary>
/// <param name="Permission">A constant of <see cref="Permissions"/>; also the name in the activity.</param>
/// <param name="Subject">What it is done to, for people.</param>
/// <param name="ChannelKey">The channel it is done to; null where it is done to none or to all, which the permission's <see cref="Reach"/> tells apart.</param>
public sealed record Deed(string Permission, string Subject, string? ChannelKey = null);

/// <summary>
/// The one wrapper of every command: right, idempotency, effect, activity and remembered answer in one transaction.
/// A crash before its commit leaves nothing of it.
/// </summary>
public sealed class CommandGate(PortalDatabase database, SecondFactorRule factors, TimeProvider clock)
{
    /// <summary>Characters kept of a before or after value in the activity.</summary>
    private const int MaxValue = 4000;

    /// <summary>Tries of a command that lost a race for a unique value.</summary>
    private const int MaxTries = 3;

    /// <summary>
    /// Runs <paramref name="body"/> in a write transaction. The body returns the value or a refusal; on a refusal what it
    /// wrote is rolled back. It may run again after contention.
    /// </summary>
    public async Task<CommandAnswer<T>> RunAsync<T>(
        CommandContext context,
        Deed deed,
        Func<PortalDbContext, ActivityNote, CancellationToken, Task<CommandAnswer<T>>> body,
        CancellationToken cancellationToken)
        where T : notnull
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.WriteAsync((db, token) => RunInsideAsync(db, context, deed, body, token), cancellationToken);
            }
            catch (RefusedException<T> refused)
            {
                return await RememberRefusalAsync<T>(context, deed, refused.Refusal, cancellationToken);
            }
            catch (Exception e) when (attempt < MaxTries && e is not OperationCanceledException)
            {
                // Somebody wrote the same unique value (a twin of this request, the same SKU) between our look and our
                // write: on the next try the look finds it.
                if (await database.ClassifyAsync(e, cancellationToken) != DbFault.Duplicate)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Adds the activity row of a deed to a transaction.</summary>
    public static void Record(PortalDbContext db, CommandContext context, Deed deed, ActivityNote note, bool allowed, DateTimeOffset now) =>
        db.Activity.Add(ActivityOf(context, deed, note, allowed, now));

    /// <summary>The activity row of a deed.</summary>
    public static ActivityRow ActivityOf(CommandContext context, Deed deed, ActivityNote note, bool allowed, DateTimeOffset now) =>
        new()
        {
            At = now,
            ActorKind = context.Caller.Actor.Kind,
            ActorId = context.Caller.Actor.Id,
            ActorName = context.Caller.Actor.Name,
            Action = deed.Permission,
            Subject = Cut(note.Subject ?? deed.Subject, Lengths.Title)!,
            Channel = Cut(deed.ChannelKey, Lengths.ChannelKey),
            Before = Cut(note.Before, MaxValue),
            After = Cut(note.After, MaxValue),
            Allowed = allowed,
            OperationId = context.OperationId,
        };

    /// <summary>The first answer under this key, a refusal when the key was used with another body, or null when it is new.</summary>
    public static async Task<CommandAnswer<T>?> FindAnswerAsync<T>(PortalDbContext db, IdempotentRequest? request, CancellationToken cancellationToken)
    {
        if (request is null)
        {
            return null;
        }
        var row = await db.IdempotencyKeys.AsNoTracking().SingleOrDefaultAsync(i => i.Scope == request.Scope, cancellationToken);
        return row is null ? null
            : row.BodyHash == request.BodyHash ? new CommandAnswer<T>.Replayed(new StoredAnswer(row.Status, row.Answer))
            : new CommandAnswer<T>.Refused(IdempotentRequest.Reused);
    }

    /// <summary>Adds the remembered answer to a transaction.</summary>
    public static void Remember(PortalDbContext db, IdempotentRequest request, StoredAnswer answer, DateTimeOffset now) =>
        db.IdempotencyKeys.Add(AnswerOf(request, answer, now));

    /// <summary>The row of a remembered answer.</summary>
    public static IdempotencyRow AnswerOf(IdempotentRequest request, StoredAnswer answer, DateTimeOffset now) =>
        new()
        {
            Scope = request.Scope,
            BodyHash = request.BodyHash,
            Status = answer.Status,
            Answer = answer.Body,
            CreatedAt = now,
        };

    private async Task<CommandAnswer<T>> RunInsideAsync<T>(
        PortalDbContext db,
        CommandContext context,
        Deed deed,
        Func<PortalDbContext, ActivityNote, CancellationToken, Task<CommandAnswer<T>>> body,
        CancellationToken cancellationToken)
        where T : notnull
    {
        var now = clock.GetUtcNow();
        if (await FindAnswerAsync<T>(db, context.Request, cancellationToken) is { } before)
        {
            return before;
        }
        var rights = factors.Apply(await RightsLookup.ReadAsync(db, context.Caller, now, cancellationToken));
        if (rights is null || !rights.Allows(deed.Permission, deed.ChannelKey))
        {
            throw new RefusedException<T>(rights is { LacksFactor: true } ? SecondFactorRule.Lacking : Refusal.Forbidden(deed.Permission, rights, deed.ChannelKey));
        }
        var note = new ActivityNote();
        var answer = await body(db, note, cancellationToken);
        if (answer is CommandAnswer<T>.Refused refused)
        {
            // Leaves the transaction by exception, so that nothing of the body's work is committed.
            throw new RefusedException<T>(refused.Refusal);
        }
        if (answer is CommandAnswer<T>.Done done)
        {
            Record(db, context, deed, note, allowed: true, now);
            if (context.Request is { } request)
            {
                // Generated ids must be known before the answer is rendered.
                await db.SaveChangesAsync(cancellationToken);
                note.BeforeRender?.Invoke();
                Remember(db, request, request.RenderValue(done.Value), now);
            }
        }
        return answer;
    }

    private async Task<CommandAnswer<T>> RememberRefusalAsync<T>(
        CommandContext context, Deed deed, Refusal refusal, CancellationToken cancellationToken)
    {
        var remembers = context.Request is not null && IdempotentRequest.Remembers(refusal.Kind);
        if (!remembers && refusal.Kind != RefusalKind.Forbidden)
        {
            return refusal;
        }
        return await database.WriteAsync(
            async (db, token) =>
            {
                // A twin may have been answered since: its answer is the first one.
                if (remembers && await FindAnswerAsync<T>(db, context.Request, token) is { } before)
                {
                    return before;
                }
                var now = clock.GetUtcNow();
                Record(db, context, deed, new ActivityNote { After = refusal.Code }, allowed: refusal.Kind != RefusalKind.Forbidden, now);
                if (remembers)
                {
                    Remember(db, context.Request!, context.Request!.RenderRefusal(refusal), now);
                }
                return (CommandAnswer<T>)refusal;
            },
            cancellationToken);
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];

    private sealed class RefusedException<T>(Refusal refusal) : Exception(refusal.Detail)
    {
        public Refusal Refusal { get; } = refusal;
    }
}

/// <summary>What a command's body tells for the record.</summary>
public sealed class ActivityNote
{
    /// <summary>What it was done to, as people call it, where that is known only once it was read; null for the deed's own word.</summary>
    public string? Subject { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }

    /// <summary>Runs after the rows have their ids and before the answer is rendered for the idempotency record.</summary>
    public Action? BeforeRender { get; set; }

    /// <summary>Keeps before and after as JSON; never give it a secret.</summary>
    public void Changed(object? before, object? after)
    {
        Before = before is null ? null : JsonSerializer.Serialize(before, JsonSerializerOptions.Web);
        After = after is null ? null : JsonSerializer.Serialize(after, JsonSerializerOptions.Web);
    }
}
