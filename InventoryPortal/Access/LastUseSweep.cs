using InventoryPortal.Access.Sessions;

namespace InventoryPortal.Access;

/// <summary>Writes down which keys were used and which sessions were seen, once a minute and when the portal stops.</summary>
internal sealed class LastUseSweep(KeyUseStore uses, SessionStore sessions, TimeProvider clock, ILogger<LastUseSweep> log) : BackgroundService
{
    /// <summary>How old "last used" may be: fine enough to find a key that nobody needs any more.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // No time is left: the marks of the last minute are lost, as by a crash.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await uses.WriteAsync(cancellationToken);
            await sessions.WriteSeenAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "When keys and sessions were last used could not be written down; it is tried again in {Seconds} s.", Every.TotalSeconds);
        }
    }
}
