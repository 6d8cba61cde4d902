using InventoryPortal.Persistence;

namespace InventoryPortal.Access;

/// <summary>Keeps a trace of attempts that were refused for want of a right, for commands that do not go through <see cref="CommandGate"/>.</summary>
public sealed class DeniedStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Writes the activity row when the refusal is about rights; any other refusal leaves none.</summary>
    public Task RecordAsync(CommandContext context, Deed deed, Refusal refusal, CancellationToken cancellationToken) =>
        refusal.Kind != RefusalKind.Forbidden
            ? Task.CompletedTask
            : database.WriteAsync(
                (db, _) =>
                {
                    CommandGate.Record(db, context, deed, new ActivityNote { After = refusal.Code }, allowed: false, clock.GetUtcNow());
                    return Task.CompletedTask;
                },
                cancellationToken);
}
