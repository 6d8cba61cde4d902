using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// Put into a form, with a record of what is entered. Kept in the tab's own storage, which ends with the tab; it must hold no
/// secret. When the form closes, saved or given up, the draft goes; when the circuit goes without that, it stays and is found
/// again by the next form of the same key.
/// </summary>
public sealed partial class DraftKeeper<TForm>
{
    private string _key = "";
    private string? _first;
    private string? _kept;
    private bool _isBack;
    private bool _isReleased;

    /// <summary>What the form is and is about; another subject is another draft, and so is another person's.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    /// <summary>What is entered now.</summary>
    [Parameter, EditorRequired]
    public TForm Now { get; set; } = null!;

    /// <summary>Puts a draft into the form.</summary>
    [Parameter, EditorRequired]
    public EventCallback<TForm> OnFound { get; set; }

    private string Written => JsonSerializer.Serialize(Now, JsonSerializerOptions.Web);

    private bool IsDirty => !_isReleased && _first is not null && Written != _first;

    /// <summary>Told when the form has been saved, before it closes: whoever goes on to what it made is asked nothing.</summary>
    public void Release()
    {
        _isReleased = true;
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                await FindAsync();

                // What was entered meanwhile could not be told from a blank form then.
                if (IsDirty)
                {
                    StateHasChanged();
                }
            }

            // Also what was entered while the draft was looked for.
            if (_first is not null && Written is var now && now != (_kept ?? _first))
            {
                _kept = now;
                await (now == _first ? Script.InvokeVoidAsync("portal.draft.clear", _key) : Script.InvokeVoidAsync("portal.draft.keep", _key, now));
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // Nobody is there to keep it for.
        }
    }

    private async Task FindAsync()
    {
        var blank = Written;
        _key = $"{await Session.PersonKeyAsync()}:{Key}";
        var found = await Script.InvokeAsync<string?>("portal.draft.find", _key);
        _first = blank;
        if (found is null || found == blank || Read(found) is not { } draft)
        {
            return;
        }
        (_kept, _isBack) = (found, true);
        await OnFound.InvokeAsync(draft);
    }

    // A form of an earlier version of the portal may have looked different.
    private static TForm? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TForm>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task DiscardAsync()
    {
        _isBack = false;
        await OnFound.InvokeAsync(JsonSerializer.Deserialize<TForm>(_first!, JsonSerializerOptions.Web));
    }

    private async Task AskAsync(LocationChangingContext leaving)
    {
        if (!_isReleased && !await Script.InvokeAsync<bool>("confirm", Text["LeaveQuestion"].Value))
        {
            leaving.PreventNavigation();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _isReleased = true;
        try
        {
            if (_kept is not null)
            {
                await Script.InvokeVoidAsync("portal.draft.clear", _key);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The connection went, not the form: the draft stays.
        }
    }
}
