using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ListingWritesPerDay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "WritesDay",
                table: "Listings",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "WritesThatDay",
                table: "Listings",
                type: "int",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "WritesDay",
                table: "Listings");

            migrationBuilder.DropColumn(
                name: "WritesThatDay",
                table: "Listings");
        }
    }
}
