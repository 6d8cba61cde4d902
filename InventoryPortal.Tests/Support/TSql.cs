using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>Microsoft's own T-SQL parser, SQL Server 2022 grammar.</summary>
public static class TSql
{
    public static IReadOnlyList<string> Errors(string script)
    {
        using var reader = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return [.. errors.Select(e => $"line {e.Line}: {e.Message}")];
    }

    public static void AssertParses(string script)
    {
        var errors = Errors(script);
        Assert.True(errors.Count == 0, $"{string.Join(Environment.NewLine, errors)}{Environment.NewLine}{script}");
    }
}
