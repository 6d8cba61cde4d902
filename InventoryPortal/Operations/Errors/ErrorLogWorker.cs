namespace InventoryPortal.Operations.Errors;

/// <summary>
/// Writes collected errors and their causes to their tables, a batch at a time. What cannot be written is dropped, counted and said on
/// the console; nothing that this loop says comes back to it.
/// </summary>
public sealed class ErrorLogWorker(ErrorLog errors, ErrorCauseStore causes, TimeProvider clock, ILogger<ErrorLogWorker> log) : BackgroundService
{
    /// <summary>Entries per transaction.</summary>
    private const int Batch = 100;

    /// <summary>Entries gather this long, so that a flood is few transactions.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    private readonly ErrorFold _fold = new();

    /// <summary>Writes what has gathered, at most one batch.</summary>
    public async Task WriteBatchAsync(CancellationToken cancellationToken)
    {
        var entries = new List<ErrorEntry>(Batch + 1);
        while (entries.Count < Batch && errors.Entries.TryRead(out var entry))
        {
            entries.Add(entry);
        }
        if (errors.TakeLost() is { } lost)
        {
            entries.Add(lost);
        }
        try
        {
            _fold.Written(await causes.RecordAsync(_fold, entries, cancellationToken), clock.GetUtcNow());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var dropped = entries.Sum(x => x.Times);
            errors.Lose(dropped);
            log.LogWarning("{Count} errors could not be kept: {Reason}", dropped, e.GetBaseException().Message);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await errors.Entries.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Window, clock, stoppingToken);
            await WriteBatchAsync(stoppingToken);
        }
    }
}
