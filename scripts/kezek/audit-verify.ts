import { anchorFile, readAnchors } from '../../src/lib/server/audit/anchors.ts';
import { verifyTrail } from '../../src/lib/server/audit/trail.ts';
import { readDatabaseName } from '../../src/lib/server/store/database-identity.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database.ts';
import { readSettings } from './settings.ts';

const FAULTS = {
	content: 'is not what was written',
	link: 'does not follow the one before it',
	gap: 'leaves a gap, or stands twice',
	anchor: 'is not the one that was anchored',
	missing: 'was anchored and is gone',
} as const;

/** Verifies the audit trail against itself and against its anchors. */
export const auditVerify: Command = {
	name: 'audit verify',
	summary: 'verifies the whole audit trail against its chain and its anchors',
	flags: {
		anchors: { value: 'FILE', help: 'anchors to compare with (default: those of the data folder)' },
	},
	notes: ['Keep a copy of the anchors elsewhere: they tell when the end of the trail was cut off.'],
	run: async (args, around) => {
		const { dataFolder } = readSettings(around);
		const { anchors, checked, head, fault } = await withDatabase(around, async (sql) => {
			const file = args.text('anchors') ?? anchorFile(dataFolder, await readDatabaseName(sql));
			const anchors = await readAnchors(file);
			return { anchors, ...(await verifyTrail(sql, { anchors })) };
		});
		if (fault) throw new Error(`entry ${fault.seq} ${FAULTS[fault.kind]}`);
		around.tell(`${checked} entries and ${anchors.length} anchors agree`);
		around.print(`${head?.seq ?? 0} ${head?.hash ?? '-'}`);
	},
};
