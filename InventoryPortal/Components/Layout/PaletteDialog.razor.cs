using InventoryPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace InventoryPortal.Components.Layout;

/// <summary>The palette: a field and what answers to it. It closes with the entry chosen; whoever opened it acts.</summary>
public sealed partial class PaletteDialog
{
    /// <summary>Characters of a search; no SKU is longer.</summary>
    private const int MaxText = 100;

    private readonly CancellationTokenSource _gone = new();
    private readonly LatestOnly _searches = new();
    private IReadOnlyList<PaletteEntry> _found = [];
    private ElementReference _field;
    private string _text = "";
    private string? _foundFor;
    private int _at;
    private bool _isSearching = true;
    private bool _choosesWhenFound;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    protected override Task OnInitializedAsync() => SearchAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _field.FocusAsync();
        }
    }

    private static string OptionId(int index) => $"palette-option-{index}";

    private Task TypedAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        (_at, _choosesWhenFound) = (0, false);
        return SearchAsync();
    }

    private Task SearchAsync() => _searches.RunAsync(async () =>
    {
        var text = _text;
        _isSearching = true;
        try
        {
            var found = await Search.FindAsync(text, _gone.Token);
            (_found, _foundFor, _isSearching) = (found, text, false);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        StateHasChanged();
        ChooseWhenFound();
    });

    private void KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown":
                Move(1);
                break;
            case "ArrowUp":
                Move(-1);
                break;
            case "Enter":
                // What was typed quickly may not be found yet: then the first answer to it is meant.
                _choosesWhenFound = true;
                ChooseWhenFound();
                break;
        }
    }

    private void Move(int step) => _at = _found.Count == 0 ? 0 : (_at + step + _found.Count) % _found.Count;

    private void ChooseWhenFound()
    {
        if (_choosesWhenFound && _foundFor == _text && _at < _found.Count)
        {
            _choosesWhenFound = false;
            Choose(_found[_at]);
        }
    }

    private void Choose(PaletteEntry entry) => Dialog.Close(DialogResult.Ok(entry));

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
