using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Errors;

/// <summary>Writes collected errors to their table, a batch at a time; what cannot be written is dropped and said on the console.</summary>
public sealed class ErrorLogWorker(ErrorLog errors, PortalDatabase database, TimeProvider clock, ILogger<ErrorLogWorker> log) : BackgroundService
{
    /// <summary>Entries per transaction.</summary>
    private const int Batch = 100;

    /// <summary>Entries gather this long, so that a flood is few transactions.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await errors.Entries.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Window, clock, stoppingToken);
            await WriteBatchAsync(stoppingToken);
        }
    }

    private async Task WriteBatchAsync(CancellationToken cancellationToken)
    {
        var rows = new List<ErrorLogRow>(Batch);
        while (rows.Count < Batch && errors.Entries.TryRead(out var row))
        {
            rows.Add(row);
        }
        try
        {
            await database.WriteAsync(
                (db, _) =>
                {
                    // Copies: a repeat after contention must not find ids of the first try.
                    db.Errors.AddRange(rows.Select(Copy));
                    return Task.CompletedTask;
                },
                cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("{Count} errors could not be kept: {Reason}", rows.Count, e.GetBaseException().Message);
        }
    }

    private static ErrorLogRow Copy(ErrorLogRow row) => new()
    {
        Type = row.Type, Message = row.Message, Context = row.Context, Severity = row.Severity, TraceId = row.TraceId, At = row.At,
    };
}
