using System.Collections.ObjectModel;
using System.Diagnostics;
using InventoryPortal.Operations.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace InventoryPortal.Tests.Support;

/// <summary>What a portal's traces would send to a collector, kept in memory instead.</summary>
public sealed class RecordedSpans : Collection<Activity>
{
    private readonly Lock _lock = new();

    /// <summary>Records as a portal with a collector does.</summary>
    public void AddTo(IServiceCollection services) =>
        services.AddOpenTelemetry().WithTracing(traces => TelemetrySetup.Record(traces, new TelemetryOptions()).AddInMemoryExporter(this));

    /// <summary>What has ended so far.</summary>
    public IReadOnlyList<Activity> Ended
    {
        get
        {
            lock (_lock)
            {
                return [.. this];
            }
        }
    }

    /// <inheritdoc />
    protected override void InsertItem(int index, Activity item)
    {
        lock (_lock)
        {
            base.InsertItem(Count, item);
        }
    }
}
