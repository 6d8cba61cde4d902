using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace InventoryPortal.Persistence;

/// <summary>Compiled queries for each model: a compiled query serves the model that it first ran on, and a process may have two providers.</summary>
/// <typeparam name="T">Holds the compiled queries.</typeparam>
public sealed class ModelQueries<T>(Func<T> make)
    where T : class
{
    private readonly ConditionalWeakTable<IModel, T> _known = [];

    /// <summary>The queries of this context's model.</summary>
    public T Of(PortalDbContext db) => _known.GetValue(db.Model, _ => make());
}
