using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using InventoryPortal.Components;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed partial class ResourceTests
{
    private static readonly Assembly Portal = typeof(App).Assembly;

    public static TheoryData<string> Resources => [.. Portal.GetManifestResourceNames().Where(n => n.EndsWith(".resources", StringComparison.Ordinal))];

    [Fact]
    public void There_are_texts_at_all() => Assert.NotEmpty(Resources);

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_text_exists_in_English_and_in_Chinese(string resource)
    {
        var english = Texts(resource, CultureInfo.InvariantCulture);
        var chinese = Texts(resource, CultureInfo.GetCultureInfo("zh-CN"));
        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(english.Concat(chinese), t => string.IsNullOrWhiteSpace(t.Value));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Both_languages_name_the_same_values(string resource)
    {
        var chinese = Texts(resource, CultureInfo.GetCultureInfo("zh-CN"));
        foreach (var (key, text) in Texts(resource, CultureInfo.InvariantCulture))
        {
            Assert.True(Places(text).SetEquals(Places(chinese[key])), $"{resource}: {key} differs in its placeholders.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("zh-CN")]
    public void Every_kind_of_channel_has_a_name(string culture)
    {
        var texts = Texts("InventoryPortal.Resources.Components.Shared.Words.resources", CultureInfo.GetCultureInfo(culture));
        Assert.All(Enum.GetValues<ChannelKind>(), kind => Assert.Contains("KindName" + kind, texts.Keys));
    }

    [Fact]
    public void No_Chinese_text_is_left_in_English()
    {
        var same = Resources
            .Select(r => r.Data)
            .SelectMany(r => Texts(r, CultureInfo.GetCultureInfo("zh-CN")).Select(t => (Resource: r, t.Key, t.Value)))
            .Where(t => !Chinese().IsMatch(t.Value) && Words().IsMatch(Braces().Replace(t.Value, "")))
            .Select(t => $"{t.Resource}: {t.Key} = {t.Value}");
        Assert.Empty(same);
    }

    private static Dictionary<string, string> Texts(string resource, CultureInfo culture)
    {
        var manager = new ResourceManager(resource[..^".resources".Length], Portal);
        var set = manager.GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        Assert.NotNull(set);
        return set.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);
    }

    private static HashSet<string> Places(string text) => [.. Braces().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex Chinese();

    // Two words in a row: a single one may be a name (SKU, WooCommerce).
    [GeneratedRegex(@"[A-Za-z]{3,} [A-Za-z]{2,}")]
    private static partial Regex Words();
}
