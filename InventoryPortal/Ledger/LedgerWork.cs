using InventoryPortal.Access;
using InventoryPortal.Persistence;

namespace InventoryPortal.Ledger;

/// <summary>
/// One writer's work in a group: it names what it needs, decides on loaded state, and gets its own verdict. All of it is
/// done in memory; nothing is visible to anybody before the group's commit.
/// </summary>
internal abstract class LedgerWork
{
    /// <summary>The trace that it belongs to, by <see cref="TraceMark"/>; null where none is recorded.</summary>
    public string? Trace { get; } = TraceMark.Current;

    /// <summary>Names what must be loaded and locked.</summary>
    public abstract void Need(LedgerNeeds needs);

    /// <summary>Decides and changes the loaded state. May run again after a failed commit, on fresh state.</summary>
    public abstract void Apply(LedgerBatch batch);

    /// <summary>Runs when generated ids are known, still inside the transaction.</summary>
    public virtual void Remember(LedgerBatch batch)
    {
    }

    /// <summary>Tells the waiting caller its verdict, after the commit.</summary>
    public abstract void Complete();

    /// <summary>Tells the waiting caller that nothing was written.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>The Idempotency-Key's scope, when the work has one.</summary>
    public virtual string? Scope => null;

    /// <summary>Whether it is so much that it has a transaction of its own, behind those that came with it: a sale is not to wait until all of it is written.</summary>
    public virtual bool IsLarge => false;
}

/// <summary>A work whose caller waits for a value.</summary>
internal abstract class LedgerWork<TResult> : LedgerWork
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Result => _done.Task;

    /// <summary>Set by <see cref="LedgerWork.Apply"/>.</summary>
    protected TResult? Verdict { get; set; }

    public override void Complete() => _done.TrySetResult(Verdict!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>A command of a person or script: idempotent, recorded in the activity, its answer remembered.</summary>
internal abstract class CommandWork<TValue>(CommandContext context) : LedgerWork<CommandAnswer<TValue>>
    where TValue : notnull
{
    private bool _fresh;

    protected CommandContext Context { get; } = context;

    public override string? Scope => Context.Request?.Scope;

    protected abstract Deed Deed { get; }

    public override void Need(LedgerNeeds needs)
    {
        if (Scope is { } scope)
        {
            needs.Scopes.Add(scope);
        }
    }

    public override void Apply(LedgerBatch batch)
    {
        _fresh = false;
        if (Context.Request is { } request && batch.Answers.TryGetValue(request.Scope, out var row))
        {
            Verdict = row.BodyHash == request.BodyHash
                ? new CommandAnswer<TValue>.Replayed(new StoredAnswer(row.Status, row.Answer))
                : IdempotentRequest.Reused;
            return;
        }
        _fresh = true;
        Verdict = Decide(batch);
    }

    /// <summary>Decides on loaded state; a refusal must not have changed anything.</summary>
    protected abstract CommandAnswer<TValue> Decide(LedgerBatch batch);

    /// <summary>Before and after, for the activity.</summary>
    protected abstract void Describe(TValue value, ActivityNote note);

    /// <summary>Completes a value whose ids are known only now.</summary>
    protected virtual TValue Finish(TValue value) => value;

    public override void Remember(LedgerBatch batch)
    {
        if (!_fresh)
        {
            return;
        }
        switch (Verdict)
        {
            case CommandAnswer<TValue>.Done done:
                var value = Finish(done.Value);
                Verdict = value;
                var note = new ActivityNote();
                Describe(value, note);
                batch.Writes.Activity.Add(CommandGate.ActivityOf(Context, Deed, note, allowed: true, batch.Now));
                if (Context.Request is { } request)
                {
                    batch.Writes.Answers.Add(CommandGate.AnswerOf(request, request.RenderValue(value), batch.Now));
                }
                break;
            case CommandAnswer<TValue>.Refused refused when Context.Request is { } keyed && IdempotentRequest.Remembers(refused.Refusal.Kind):
                batch.Writes.Answers.Add(CommandGate.AnswerOf(keyed, keyed.RenderRefusal(refused.Refusal), batch.Now));
                break;
            default:
                break;
        }
    }
}

/// <summary>What a group needs before it can decide.</summary>
internal sealed class LedgerNeeds
{
    public HashSet<string> Skus { get; } = new(StringComparer.Ordinal);

    public HashSet<long> ProductIds { get; } = [];

    public HashSet<long> ReservationIds { get; } = [];

    public HashSet<string> Scopes { get; } = new(StringComparer.Ordinal);

    /// <summary>Orders by channel.</summary>
    public HashSet<(long ChannelId, string OrderId)> Orders { get; } = [];

    /// <summary>Listings by channel and external id.</summary>
    public HashSet<(long ChannelId, string ExternalId)> Listings { get; } = [];

    /// <summary>Order lines by id.</summary>
    public HashSet<long> OrderLineIds { get; } = [];

    /// <summary>Lines of imports by id.</summary>
    public List<long> ImportLines { get; } = [];

    /// <summary>Keys of movements of which it matters whether they are taken.</summary>
    public List<string> MovementKeys { get; } = [];
}
