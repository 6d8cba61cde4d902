using Xunit.MicrosoftTestingPlatform;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>The entry of this project: the test runner, or with the first argument <c>floor</c> the bare program that benchmarks compare with.</summary>
internal static class TestProgram
{
    public static async Task<int> Main(string[] args) => args switch
    {
        [FloorProgram.Verb, var databaseFile] => await FloorProgram.RunAsync(databaseFile),
        _ when args.Contains("-automated") || args.Contains("@@") => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
        _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
