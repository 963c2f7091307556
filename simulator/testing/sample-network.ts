import type { ModeledCenter } from '../model/center.ts';
import { createRandom } from '../model/random.ts';

/** A network of plausible mixture: half city centers, half small ones. Invented, like its ids. */
export function sampleCenters(count = 340): ModeledCenter[] {
	const random = createRandom('sample network');
	const centers: ModeledCenter[] = [];
	for (let i = 0; i < count; i++) {
		const isCity = i % 2 === 0;
		const windows = Math.round(isCity ? random.between(8, 20) : random.between(3, 6));
		const isDuty = i % 20 === 0;
		centers.push({
			id: i === 0 ? 'almaty-almaly' : `sample-${i}`,
			cityId: isCity ? 'almaty' : null,
			regionId: 'KZ-75',
			class: isCity ? 'city' : 'district',
			type: isDuty ? 'duty' : 'ordinary',
			hallM2: windows * Math.round(random.between(14, 24)),
			windows,
			opensAt: '09:00',
			closesAt: isDuty ? '20:00' : '18:00',
			timezone: i % 5 === 0 ? 'Asia/Aqtau' : 'Asia/Almaty',
		});
	}
	return centers;
}
