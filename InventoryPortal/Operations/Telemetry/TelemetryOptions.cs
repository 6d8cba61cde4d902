using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Telemetry;

/// <summary>Who may read <c>/metrics</c>.</summary>
public enum MetricsAccess
{
    /// <summary>Nobody; there is no such page, and nothing is measured for it.</summary>
    Off,

    /// <summary>Whoever holds the right to the settings: an admin's API key as bearer.</summary>
    Key,

    /// <summary>Besides, whoever asks from this machine itself and not through a proxy.</summary>
    Loopback,
}

/// <summary>Section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>The variable by which OpenTelemetry itself is told; as good as <see cref="OtlpEndpoint"/>.</summary>
    internal const string StandardVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public MetricsAccess Metrics { get; set; } = MetricsAccess.Key;

    /// <summary>Collector that gets traces and metrics by OTLP; empty sends nothing. Headers and protocol by the standard <c>OTEL_EXPORTER_OTLP_*</c>.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>Share of traces that are recorded, 0 to 1; a trace is recorded whole or not at all.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 1;

    /// <summary>Name under which this portal appears there.</summary>
    public string ServiceName { get; set; } = "inventoryportal";

    /// <summary>Where <see cref="OtlpEndpoint"/> leads; null when it is empty, or is no address.</summary>
    internal Uri? Collector => Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}

internal sealed class TelemetryOptionsValidation : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var faults = new List<string>();
        if (!string.IsNullOrEmpty(options.OtlpEndpoint) && options.Collector is null)
        {
            faults.Add("Telemetry:OtlpEndpoint must be an absolute http or https address.");
        }
        if (options.SampleRatio is not (>= 0 and <= 1))
        {
            faults.Add("Telemetry:SampleRatio must be 0 to 1.");
        }
        if (string.IsNullOrWhiteSpace(options.ServiceName))
        {
            faults.Add("Telemetry:ServiceName must not be empty.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
