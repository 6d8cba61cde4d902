namespace InventoryPortal.Catalog;

/// <summary>Files for as long as they are open.</summary>
public static class ScratchFile
{
    private const int BufferBytes = 80 * 1024;

    /// <summary>
    /// Makes one that nobody else opens. Where the system allows it, it has no name from here on, so that nothing of it stays when the
    /// process is killed; elsewhere the system removes it with its last handle.
    /// </summary>
    public static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"inventory-{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = BufferBytes,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
