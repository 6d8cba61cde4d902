using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Doctor;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Settings;

/// <summary>What somebody needs who is to help from afar, in one file: settings with their sources, versions, figures, errors. All of it masked.</summary>
public sealed class Diagnostics(
    SettingQueries settings, DiagnosticQueries figures, ErrorQueries errors, Checkup checkup, SchemaQueries schema, CommandGate gate, TimeProvider clock)
{
    /// <summary>Errors in it: the newest tell what is wrong now.</summary>
    private const int MaxErrors = 200;

    /// <summary>Hours that they are looked for in.</summary>
    private const int Hours = 72;

    /// <summary>Characters of one text.</summary>
    private const int MaxText = 4_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <summary>The bundle, on record. Refusals: <c>forbidden</c>.</summary>
    public async Task<CommandAnswer<byte[]>> BundleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<string>(
            context, new Deed(Permissions.SettingsManage, "diagnostics"), (_, _, _) => Task.FromResult<CommandAnswer<string>>("made"), cancellationToken);
        return answer is CommandAnswer<string>.Refused refused ? refused.Refusal : await PackAsync(cancellationToken);
    }

    private async Task<byte[]> PackAsync(CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            await AddAsync(zip, "versions.json", await VersionsAsync(cancellationToken), cancellationToken);
            await AddAsync(zip, "settings.json", settings.List().Select(s => new { s.Shape.Key, s.Value, Source = s.Source.ToString(), s.Origin }), cancellationToken);
            await AddAsync(zip, "checkup.json", await CheckupAsync(cancellationToken), cancellationToken);
            await AddAsync(zip, "counts.json", await figures.CountsAsync(cancellationToken), cancellationToken);
            await AddAsync(zip, "channels.json", (await figures.ChannelsAsync(cancellationToken)).Select(c => c with { Reason = Masked(c.Reason) }), cancellationToken);
            await AddAsync(zip, "errors.json", await ErrorsAsync(cancellationToken), cancellationToken);
        }
        return file.ToArray();
    }

    private async Task<object> VersionsAsync(CancellationToken cancellationToken)
    {
        var state = await schema.ReadAsync(cancellationToken);
        return new
        {
            At = clock.GetUtcNow(),
            Portal = PortalVersion.Text,
            Runtime = RuntimeInformation.FrameworkDescription,
            System = RuntimeInformation.OSDescription,
            Processors = Environment.ProcessorCount,
            WorkingSetMegabytes = Environment.WorkingSet / (1024 * 1024),
            Schema = state.Applied is [.., var newest] ? newest : null,
            Pending = state.Pending,
        };
    }

    private async Task<object> CheckupAsync(CancellationToken cancellationToken)
    {
        var found = new List<object>();
        await foreach (var finding in checkup.RunAsync(cancellationToken))
        {
            found.Add(new { Health = finding.Health.ToString(), finding.Subject, Said = Masked(finding.Said), finding.Remedy });
        }
        return found;
    }

    private async Task<object> ErrorsAsync(CancellationToken cancellationToken)
    {
        var page = await errors.ListAsync(new ErrorSelection(Hours), new PageRequest(1, MaxErrors), cancellationToken);
        return page.Items.Select(e => new { e.At, e.Type, e.Severity, Message = Masked(e.Message), Context = Masked(e.Context), e.TraceId });
    }

    // Masked when it was written down, and again: the mask may have learned since.
    private static string? Masked(string? text) => text is null ? null : ErrorMask.Text(text, MaxText);

    private static async Task AddAsync(ZipArchive zip, string name, object content, CancellationToken cancellationToken)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(entry, content, Json, cancellationToken);
    }
}
