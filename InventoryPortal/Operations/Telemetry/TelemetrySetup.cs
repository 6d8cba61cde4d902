using InventoryPortal.Dispatch;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace InventoryPortal.Operations.Telemetry;

/// <summary>Lets out what the stages measure: metrics to Prometheus, traces and metrics by OTLP. What nobody asked for is not recorded.</summary>
internal static class TelemetrySetup
{
    public const string MetricsPath = "/metrics";

    /// <summary>Meters and sources of the stages.</summary>
    private static readonly string[] Stages = [IntakeTelemetry.Name, LedgerTelemetry.Name, DispatchTelemetry.Name, NodesTelemetry.Name];

    /// <summary>
    /// Meters of the frame, and what is kept of each: all of it would make a page of some hundred kilobytes. Circuits are those of open browsers.
    /// </summary>
    private static readonly Dictionary<string, string[]> Frame = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Hosting"] = ["http.server.request.duration", "http.server.active_requests"],
        ["Microsoft.AspNetCore.Server.Kestrel"] = ["kestrel.active_connections", "kestrel.queued_requests"],
        ["Microsoft.AspNetCore.Components.Server.Circuits"] = ["aspnetcore.components.circuit.active", "aspnetcore.components.circuit.connected"],
        ["System.Net.Http"] = ["http.client.request.duration"],
        ["System.Runtime"] = ["dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.pause.time", "dotnet.gc.last_collection.heap.size", "dotnet.thread_pool.queue.length", "dotnet.exceptions"],
    };

    /// <summary>Paths whose requests are no work of a merchant's: probes, scrapes, assets, and connections that stay open for hours.</summary>
    private static readonly PathString[] Unrecorded = ["/health", MetricsPath, "/_blazor", "/_framework", "/_content", "/hubs"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidation>();
        services.AddSingleton<IAuthorizationHandler, MetricsRequirementHandler>();

        // What is measured is decided before the container exists. An address that is none is left out, and refused by the validation.
        var options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        var sends = options.Collector is not null || !string.IsNullOrEmpty(builder.Configuration[TelemetryOptions.StandardVariable]);
        if (options.Metrics == MetricsAccess.Off && !sends)
        {
            return;
        }
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService(options.ServiceName, serviceVersion: PortalVersion.Text));
        telemetry.WithMetrics(metrics => Measure(metrics, options, sends));
        if (sends)
        {
            telemetry.WithTracing(traces => Record(traces, options).AddOtlpExporter(o => SendTo(o, options)));
        }
    }

    /// <summary>The page of metrics, where it is wanted.</summary>
    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        var access = routes.ServiceProvider.GetRequiredService<IOptions<TelemetryOptions>>().Value.Metrics;
        if (access != MetricsAccess.Off)
        {
            routes.MapPrometheusScrapingEndpoint(MetricsPath)
                .RequireAuthorization(policy => policy.AddRequirements(new MetricsRequirement(access == MetricsAccess.Loopback)))
                .ExcludeFromDescription();
        }
        return routes;
    }

    /// <summary>Sources, sampling and what a request's span leaves out.</summary>
    internal static TracerProviderBuilder Record(TracerProviderBuilder traces, TelemetryOptions options)
    {
        // A stranger's headers do not decide what is recorded: the ratio does, and by the trace's id, so that a trace is whole.
        var sampler = new TraceIdRatioBasedSampler(options.SampleRatio);
        return traces.AddSource(Stages)
            .AddAspNetCoreInstrumentation(o => o.Filter = context => !Unrecorded.Any(p => context.Request.Path.StartsWithSegments(p)))
            .SetSampler(new ParentBasedSampler(sampler, remoteParentSampled: sampler, remoteParentNotSampled: sampler));
    }

    private static void Measure(MeterProviderBuilder metrics, TelemetryOptions options, bool sends)
    {
        metrics.AddMeter([.. Stages, .. Frame.Keys])
            .AddView(i => Frame.TryGetValue(i.Meter.Name, out var kept) && !kept.Contains(i.Name) ? MetricStreamConfiguration.Drop : null);
        if (options.Metrics != MetricsAccess.Off)
        {
            metrics.AddPrometheusExporter();
        }
        if (sends)
        {
            metrics.AddOtlpExporter(o => SendTo(o, options));
        }
    }

    private static void SendTo(OpenTelemetry.Exporter.OtlpExporterOptions exporter, TelemetryOptions options)
    {
        if (options.Collector is { } collector)
        {
            exporter.Endpoint = collector;
        }
    }
}
