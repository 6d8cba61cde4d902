using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Schedules;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Schedules;

/// <summary>The table of schedules, and what a person does with one.</summary>
public sealed partial class SchedulesPanel(
    ScheduleQueries schedules, ScheduleControlStore control, PortalSession session, IDialogService dialogs, IStringLocalizer<SchedulesPage> text)
    : LivePanel<IReadOnlyList<ScheduleView>>
{
    /// <summary>How often the table is read though nothing is told: the last and next runs of what comes round every few seconds are news to nobody.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    [Parameter, EditorRequired]
    public SchedulesFilter Filter { get; set; } = new();

    [Parameter]
    public bool MayControl { get; set; }

    [Parameter]
    public bool MaySetTimes { get; set; }

    private IStringLocalizer<SchedulesPage> Text => text;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Schedules);

    /// <inheritdoc />
    protected override TimeSpan? BeatEvery => Beat;

    /// <inheritdoc />
    protected override Task<IReadOnlyList<ScheduleView>> ReadAsync(CancellationToken cancellationToken) => schedules.ListAsync(cancellationToken);

    private string NameOf(ScheduleView schedule) => text["Name_" + schedule.Name];

    private async Task RunAsync(ScheduleView schedule)
    {
        session.Tell(await control.RunAsync(await session.CommandAsync(), schedule.Name, CancellationToken.None), text["RunAsked", NameOf(schedule)]);
        await ReadAgainAsync();
    }

    private async Task TurnAsync(ScheduleView schedule)
    {
        if (schedule.Pause is not null)
        {
            session.Tell(await control.ResumeAsync(await session.CommandAsync(), schedule.Name, CancellationToken.None), text["Resumed", NameOf(schedule)]);
        }
        else if (await dialogs.ConfirmWithReasonAsync(text["Pause"], text["PauseQuestion", NameOf(schedule)], text["Pause"]) is { } reason)
        {
            session.Tell(await control.PauseAsync(await session.CommandAsync(), schedule.Name, reason, CancellationToken.None), text["Paused", NameOf(schedule)]);
        }
        await ReadAgainAsync();
    }

    private async Task SetTimeAsync(ScheduleView schedule)
    {
        var title = text["SetTimeOf", NameOf(schedule)];
        var dialog = await dialogs.ShowAsync<ScheduleTimeDialog>(title, new DialogParameters<ScheduleTimeDialog> { { d => d.Schedule, schedule } });
        await dialog.Result;
        await ReadAgainAsync();
    }
}
