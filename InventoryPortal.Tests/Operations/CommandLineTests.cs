using InventoryPortal.Operations.Verbs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--Portal:Culture", "doctor", "--ConnectionStrings:Inventory", "Data Source=/x y.db")]
    [InlineData("/Portal:Culture", "doctor")]
    [InlineData("--Database:Provider=SqlServer")]
    [InlineData("/Database:Provider=SqlServer")]
    [InlineData("Database:Provider=SqlServer")]
    public void Settings_alone_mean_to_serve(params string[] args) =>
        Assert.Equal(args, Assert.IsType<CommandLine.Serve>(CommandLine.Read(args)).Settings);

    [Fact]
    public void A_verb_keeps_its_argument_and_its_options_and_leaves_the_settings()
    {
        var run = Assert.IsType<CommandLine.Run>(CommandLine.Read(
            ["create-admin", "--email", "a@example.test", "--ConnectionStrings:Inventory", "Data Source=/x y.db", "--link", "--urls=http://127.0.0.1:1"]));

        Assert.Equal("create-admin", run.Call.Name);
        Assert.Equal("a@example.test", run.Call.Options["email"]);
        Assert.True(run.Call.Options.ContainsKey("link"));
        Assert.Equal(["--ConnectionStrings:Inventory=Data Source=/x y.db", "--urls=http://127.0.0.1:1"], run.Settings);
        Assert.Equal(["/backups/b.db"], Assert.IsType<CommandLine.Run>(CommandLine.Read(["backup", "/backups/b.db"])).Call.Arguments);
    }

    [Theory]
    [InlineData("migrat", "There is no verb migrat.")]
    [InlineData("backup", "It is called: backup FILE")]
    [InlineData("migrate extra", "It is called: migrate")]
    [InlineData("create-admin --emial x", "has no option --emial")]
    [InlineData("create-admin --email", "--email needs a value")]
    [InlineData("doctor --Portal:PublicUrl", "--Portal:PublicUrl needs a value")]
    [InlineData("--Portal:PublicUrl", "--Portal:PublicUrl needs a value")]
    [InlineData("--Lab:Enabled=false doctor", "doctor is no setting, and a verb stands before every option; the verbs are migrate, create-admin,")]
    [InlineData("--urls http://127.0.0.1:0 backup b.db", "backup is no setting")]
    [InlineData("Lab:Enabled=false serve", "serve is no setting")]
    public void What_is_not_understood_is_said_and_ends_with_two(string line, string said)
    {
        var say = Assert.IsType<CommandLine.Say>(CommandLine.Read(line.Split(' ')));
        Assert.Contains(said, say.Text, StringComparison.Ordinal);
        Assert.Equal(VerbEnd.Misused, say.End);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("backup --help")]
    public void Help_names_every_verb(string line)
    {
        var say = Assert.IsType<CommandLine.Say>(CommandLine.Read(line.Split(' ')));
        Assert.Equal(VerbEnd.Done, say.End);
        Assert.All(VerbTable.All, verb => Assert.Contains($"InventoryPortal.dll {verb.Name}", say.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_verb_of_the_table_can_be_run()
    {
        await using var host = Support.PortalHost.Start();
        Assert.Equal(
            VerbTable.All.Select(v => v.Name).Order(StringComparer.Ordinal),
            host.Services.GetKeyedServices<IVerb>(KeyedService.AnyKey).Select(v => v.Name).Order(StringComparer.Ordinal));
    }
}
