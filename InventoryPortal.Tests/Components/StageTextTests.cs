using System.Globalization;
using System.Text.RegularExpressions;
using InventoryPortal.Components.Shared;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>What the stages wrote down in English is read in the person's language.</summary>
public sealed partial class StageTextTests
{
    private static readonly string[] Stages =
    [
        "InventoryPortal.Domain/", .. new[] { "Access", "Catalog", "Channels", "Dispatch", "Intake", "Ledger", "Operations", "Reconciliation" }.Select(s => $"InventoryPortal/{s}/"),
    ];

    [Theory]
    [InlineData("3 units of MUG are available; its threshold is 5.", "MUG 可用 3 件,预警线为 5 件。")]
    [InlineData("The job FullSync was given up: It ran for longer than 30 minutes.", "任务“全量同步”已放弃:运行时间超过了 30 分钟。")]
    [InlineData("4 orders read, 2 listings made due; 0 still wait, 1 have failed. These refused their credential: north, south.", "已读取 4 个订单,2 个在售商品待推送;仍有 0 个等待,1 个失败。以下渠道拒绝了凭据:north, south。")]
    [InlineData("Webhooks of north were missing or switched off at the channel. They could not be put in order.", "north 的 Webhook 在渠道端缺失或已被关闭。未能恢复。")]
    [InlineData("3 movements, 1 lines wait for a mapping.", "3 条库存变动,1 行等待映射。")]
    [InlineData("taobao-house: 193 listings matched", "taobao-house:已匹配 193 个在售商品")]
    [InlineData("job 12", "任务 12")]
    [InlineData("Sorry, the shop said something of its own", "Sorry, the shop said something of its own")]
    [InlineData(null, null)]
    public void A_sentence_of_a_stage_is_read_in_Chinese_and_a_channels_own_words_stay(string? written, string? read) =>
        Assert.Equal(read, In("zh-CN", () => StageText.Of(written)));

    [Fact]
    public void English_stays_as_it_was_written() =>
        Assert.Equal("MUG is out of stock.", In("en", () => StageText.Of("MUG is out of stock.")));

    /// <summary>What a stage or an adapter says is shown to people as it is: a new sentence needs its translation.</summary>
    [Fact]
    public void Every_sentence_that_a_stage_writes_down_is_read_in_Chinese()
    {
        var sentences = RepositoryFiles.Sources.Where(IsOfAStage)
            .SelectMany(f => RepositoryFiles.Read(f).Split('\n')).Where(line => !line.Contains("log.", StringComparison.Ordinal) && !line.Contains("throw new", StringComparison.Ordinal))
            .SelectMany(line => Literal().Matches(line)).Select(m => Hole().Replace(m.Groups[1].Value, "5").Replace("\\\"", "\"", StringComparison.Ordinal))
            .Where(IsSentence).Distinct().ToList();
        Assert.True(sentences.Count > 300, $"Only {sentences.Count} sentences were found: they are looked for in the wrong way.");
        var left = string.Join(Environment.NewLine, sentences.Where(s => In("zh-CN", () => StageText.Of(s)) == s));
        Assert.True(left.Length == 0, left);
    }

    /// <summary>What the console, the diagnostics bundle and the page of metrics say, to whoever runs the machine.</summary>
    private static readonly string[] OnTheConsole = ["InventoryPortal/Operations/Verbs/", "InventoryPortal/Operations/Doctor/", "InventoryPortal/Operations/Backups/Restore.cs", "InventoryPortal/Dispatch/LaneFiguresWorker.cs"];

    // What is wrong with the settings is said on the console, before there is a page.
    private static bool IsOfAStage(string file) =>
        Stages.Any(s => file.StartsWith(s, StringComparison.Ordinal)) && !OnTheConsole.Any(s => file.StartsWith(s, StringComparison.Ordinal)) && !file.EndsWith("Options.cs", StringComparison.Ordinal) && !file.EndsWith("Telemetry.cs", StringComparison.Ordinal) && !file.EndsWith("MailToSeed.cs", StringComparison.Ordinal);

    private static bool IsSentence(string text) => text.Length >= 12 && (char.IsAsciiLetterUpper(text[0]) || text[0] == '5') && text.Contains(' ', StringComparison.Ordinal) && text[^1] is '.' or '?';

    [GeneratedRegex(@"\$?""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    private static string? In(string culture, Func<string?> read)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
