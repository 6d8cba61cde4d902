using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>Adds or changes one destination; what is secret is entered and never shown again.</summary>
public sealed partial class DestinationDialog
{
    private DestinationFields _form = new();
    private bool _isBusy;
    private Refusal? _refusal;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [CascadingParameter]
    private BrowserFacts? Facts { get; set; }

    /// <summary>What is changed; null adds one.</summary>
    [Parameter]
    public DestinationView? Destination { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() =>
        _form = Destination is null ? DestinationFields.New(Facts?.TimeZone()?.Id) : DestinationFields.Of(Destination);

    private static string KindWord(AlertKind kind) => "Kind" + kind;

    private string? Fault(string field) => RefusalText.Field(_refusal, field);

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        try
        {
            var context = await Session.CommandAsync();
            var answer = Destination is null
                ? await Store.CreateAsync(context, _form.ToInput(), CancellationToken.None)
                : await Store.UpdateAsync(context, Destination.Id, _form.ToInput(), Destination.Version, CancellationToken.None);
            if (answer is CommandAnswer<DestinationView>.Refused refused)
            {
                _refusal = refused.Refusal;
                return;
            }
            Session.Say(Text["Saved"]);
            Dialog.Close(DialogResult.Ok(true));
        }
        finally
        {
            _isBusy = false;
        }
    }
}
