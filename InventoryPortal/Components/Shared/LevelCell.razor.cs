using InventoryPortal.Domain.Stock;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Shared;

/// <summary>Which figure of a level a cell shows.</summary>
public enum LevelFigure { OnHand, Reserved, Available, State }

/// <summary>One live figure.</summary>
public sealed partial class LevelCell
{
    private StockLevel _level;
    private int _changes;
    private string? _sku;
    private IDisposable? _listener;

    [CascadingParameter]
    private LiveLevels Levels { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Sku { get; set; } = "";

    [Parameter]
    public LevelFigure Shows { get; set; }

    /// <summary>Units at which stock counts as low; for <see cref="LevelFigure.State"/>.</summary>
    [Parameter]
    public int Threshold { get; set; }

    private int Value => Of(_level);

    protected override void OnParametersSet()
    {
        if (_sku != Sku)
        {
            _listener?.Dispose();
            _sku = Sku;
            _changes = 0;
            _listener = Levels.Listen(Sku, Changed);
            _level = Levels.Find(Sku) ?? default;
        }
    }

    private void Changed()
    {
        if (Levels.Find(Sku) is { } level && level != _level)
        {
            var differs = Of(level) != Value;
            _level = level;
            if (differs)
            {
                _changes++;
                StateHasChanged();
            }
        }
    }

    private int Of(StockLevel level) => Shows switch
    {
        LevelFigure.OnHand => level.OnHand,
        LevelFigure.Reserved => level.Reserved,
        _ => level.Available,
    };

    public void Dispose() => _listener?.Dispose();
}
