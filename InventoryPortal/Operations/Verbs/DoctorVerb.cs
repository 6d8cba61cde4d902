using InventoryPortal.Operations.Doctor;

namespace InventoryPortal.Operations.Verbs;

/// <summary>The check-up on the console: a line each, the remedy below.</summary>
public sealed class DoctorVerb(Checkup checkup) : IVerb
{
    /// <inheritdoc />
    public string Name => VerbTable.Doctor;

    /// <inheritdoc />
    public async Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken)
    {
        var worst = Health.Ok;
        await foreach (var finding in checkup.RunAsync(cancellationToken))
        {
            worst = finding.Health > worst ? finding.Health : worst;
            await console.Out.WriteLineAsync($"{Word(finding.Health),-5} {finding.Subject}: {finding.Said}");
            if (finding.Remedy is { } remedy)
            {
                await console.Out.WriteLineAsync($"      → {remedy}");
            }
        }
        return worst == Health.Fail ? VerbEnd.Failed : VerbEnd.Done;
    }

    private static string Word(Health health) => health switch { Health.Ok => "ok", Health.Warn => "warn", _ => "fail" };
}
