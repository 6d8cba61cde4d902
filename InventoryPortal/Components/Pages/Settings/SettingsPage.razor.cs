using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Settings;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Settings;

/// <summary>Every setting, where its value comes from, and those that may be changed here.</summary>
public sealed partial class SettingsPage(SettingQueries settings, SettingStore store, IStringLocalizer<SettingsPage> text) : PortalPageBase
{
    private SettingsFilter _filter = new();
    private IReadOnlyList<SettingView> _settings = [];
    private bool _mayManage;

    private IStringLocalizer<SettingsPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        new(text["ShowAll"], (_filter with { SetOnly = false }).ToUri(), !_filter.SetOnly),
        new(text["ShowSet"], (_filter with { SetOnly = true }).ToUri(), _filter.SetOnly),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <summary>What is shown now, by section.</summary>
    private IEnumerable<IGrouping<string, SettingView>> Sections => _settings
        .Where(s => (!_filter.SetOnly || s.Source != SettingSource.Default) && (_filter.Section is null || SectionOf(s) == _filter.Section))
        .GroupBy(SectionOf);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = SettingsFilter.Parse(uri);
        var mayManage = await Session.AllowsAsync(Permissions.SettingsManage, cancellationToken);
        var list = mayManage ? settings.List() : [];
        return () => (_filter, _settings, _mayManage) = (filter, list, mayManage);
    }

    internal static string MeaningKey(string key) => "M_" + key.Replace(':', '_');

    private static string SectionOf(SettingView setting) => setting.Shape.Key.Split(':') is [var section, _, ..] ? section : "urls";

    private string SourceWord(SettingView setting) => setting.Origin is { } file ? text["SourceFile", file] : text["Source" + setting.Source];

    private async Task<string?> SaveAsync(SettingView setting, string? value)
    {
        var answer = await store.SetAsync(await Session.CommandAsync(), setting.Shape.Key, value, CancellationToken.None);
        if (answer is CommandAnswer<SettingView>.Refused { Refusal: { Kind: RefusalKind.Invalid } refusal })
        {
            return StageText.Of(refusal.Detail);
        }
        Session.Tell(answer, text["Saved"]);
        await ReloadAsync();
        StateHasChanged();
        return null;
    }
}
