using InventoryPortal.Access;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Verbs;

/// <summary>A copy of the database while it is worked on.</summary>
public sealed class BackupVerb(DatabaseFile file, BackupStore backups) : IVerb
{
    /// <inheritdoc />
    public string Name => VerbTable.Backup;

    /// <inheritdoc />
    public async Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken)
    {
        if (file.Path is not null && !file.TryShare())
        {
            await console.Error.WriteLineAsync("The database is being restored or migrated by another process.");
            return VerbEnd.Failed;
        }
        switch (await backups.MakeAsync(CommandContext.System, call.Arguments[0], cancellationToken))
        {
            case CommandAnswer<Backup>.Done { Value: var made }:
                await console.Out.WriteLineAsync($"{made.File}: {made.Bytes} bytes, whole.");
                return VerbEnd.Done;
            case CommandAnswer<Backup>.Refused { Refusal: var refusal }:
                await console.Error.WriteLineAsync(refusal.Detail);
                break;
        }
        return VerbEnd.Failed;
    }
}

/// <summary>The way back.</summary>
public sealed class RestoreVerb(Restore restore) : IVerb
{
    /// <inheritdoc />
    public string Name => VerbTable.Restore;

    /// <inheritdoc />
    public async Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken)
    {
        switch (await restore.RunAsync(call.Arguments[0], cancellationToken))
        {
            case CommandAnswer<Restored>.Done { Value: var done }:
                return await TellAsync(done, console);
            case CommandAnswer<Restored>.Refused { Refusal: var refusal }:
                await console.Error.WriteLineAsync(refusal.Detail);
                break;
        }
        return VerbEnd.Failed;
    }

    private static async Task<VerbEnd> TellAsync(Restored done, VerbConsole console)
    {
        await console.Out.WriteLineAsync(done.Aside is null ? "Restored; there was no database before." : $"Restored. The former database is kept as {done.Aside}");
        if (done.Migrated > 0)
        {
            await console.Out.WriteLineAsync($"The backup was of an older version: {done.Migrated} migrations were applied.");
        }
        await CheckLedgerVerb.WriteAsync(done.Mismatches, console.Out);
        await console.Out.WriteLineAsync($"{done.Sessions} sessions were ended. People, roles and API keys are as they were then: shut out again whoever was shut out since, and revoke the keys that were revoked.");
        await console.Out.WriteLineAsync("When the portal starts it reads the channels' orders again and shows every listing anew. Movements that people made since the backup are not in it.");
        return done.Mismatches.Count == 0 ? VerbEnd.Done : VerbEnd.Failed;
    }
}
