// Stops with one readable line when the pinned Node is missing (installed with --ignore-scripts, or not at all).
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
	console.error(
		`Kezek needs Node 24; this is ${process.versions.node}. Run "npm ci" without --ignore-scripts: it brings its own Node.`,
	);
	process.exit(1);
}
