using System.Globalization;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>How large a run is. Every size may be set by an environment variable, so that a short run exists.</summary>
/// <param name="Rounds">Rounds of each side; medians are told.</param>
/// <param name="Seconds">Length of one side of one round.</param>
/// <param name="Skus">Products of the broad sale.</param>
/// <param name="Probes">Sales of which the way to the stores is measured, each of a product of its own.</param>
/// <param name="PageReads">Times that each page of products is read.</param>
/// <param name="ProductSizes">Products in all, for the pages of products.</param>
/// <param name="Parts">Which of <c>sales</c>, <c>push</c>, <c>webhooks</c> and <c>products</c> are run.</param>
/// <param name="WarmSeconds">Before the first round, once a part and side: until the runtime has compiled what runs often for good.</param>
public sealed record BenchmarkScale(int Rounds, double Seconds, int Skus, double WarmSeconds, int Probes, int PageReads, IReadOnlyList<int> ProductSizes, IReadOnlyList<string> Parts)
{
    /// <summary>Callers at a time.</summary>
    public const int Clients = 16;

    private static readonly string[] AllParts = ["sales", "push", "webhooks", "products"];

    private const string Prefix = "INVENTORYPORTAL_BENCH_";

    /// <summary>Seconds in which everything runs once, to see that the program still works.</summary>
    public static BenchmarkScale Smoke { get; } = new(1, 0.2, 12, 0.2, 3, 3, [120], AllParts);

    /// <summary>What the table in README was made with, unless the environment says otherwise.</summary>
    public static BenchmarkScale FromEnvironment() => new(
        (int)Read("ROUNDS", 3), Read("SECONDS", 4), (int)Read("SKUS", 1000), Read("WARM", 10),
        (int)Read("PROBES", 100), 30, [1_000, 100_000, (int)Read("PRODUCTS", 1_000_000)], Text("PARTS")?.Split(',') ?? AllParts);

    private static double Read(string name, double standard) =>
        Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : standard;

    private static string? Text(string name) => Environment.GetEnvironmentVariable(Prefix + name) is { Length: > 0 } text ? text : null;
}
