using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Persistence;

/// <summary>
/// The SQLite file and who is at it: portals share a lock beside it, and what replaces or rebuilds the file takes it alone.
/// The system drops the lock of a process that dies, however it dies.
/// </summary>
public sealed class DatabaseFile(IConfiguration configuration, IHostEnvironment environment, IOptions<DatabaseOptions> options) : IDisposable
{
    private const string LockEnding = ".lock";

    private FileStream? _held;

    /// <summary>Full path; null on SQL Server and for a database in memory.</summary>
    public string? Path { get; } = Find(configuration, environment, options);

    /// <summary>Name of the SQL Server database; empty where the string names none.</summary>
    public string ServerDatabase =>
        new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(configuration.GetConnectionString(PersistenceFeature.ConnectionName)).InitialCatalog;

    /// <summary>Takes part in using the file, until the process ends; false while somebody has it alone.</summary>
    /// <exception cref="DatabaseUnusableException">The lock cannot be made.</exception>
    public bool TryShare() => TryTake(FileAccess.Read, FileShare.Read);

    /// <summary>Takes the file alone; false while any portal or command is at it.</summary>
    /// <exception cref="DatabaseUnusableException">The lock cannot be made.</exception>
    public bool TryTakeAlone() => TryTake(FileAccess.ReadWrite, FileShare.None);

    /// <inheritdoc />
    public void Dispose() => _held?.Dispose();

    private bool TryTake(FileAccess access, FileShare share)
    {
        if (Path is null)
        {
            return true;
        }
        _held?.Dispose();
        _held = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            if (!File.Exists(Path + LockEnding))
            {
                // Whoever comes later may be another account that may only read it.
                File.Open(Path + LockEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }
            _held = new FileStream(Path + LockEnding, FileMode.Open, access, share);
            return true;
        }
        catch (IOException) when (File.Exists(Path + LockEnding))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnusableException($"The database cannot be opened: {e.Message}", e);
        }
    }

    private static string? Find(IConfiguration configuration, IHostEnvironment environment, IOptions<DatabaseOptions> options)
    {
        if (options.Value.Provider != DatabaseProvider.Sqlite)
        {
            return null;
        }
        var builder = new SqliteConnectionStringBuilder(PersistenceFeature.SqliteConnectionString(configuration, environment.ContentRootPath));
        return builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:" ? null : builder.DataSource;
    }
}
