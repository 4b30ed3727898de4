import {
  type DeleteMarkerEntry,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import type { BucketScene } from './bucket-scene.ts';

/** What a bucket holds, asked past the vault. */
export async function keysIn({ client, name }: BucketScene): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
  return Contents.map(({ Key = '' }) => Key);
}

/** Every version of every object, and the markers of deleted ones. */
export async function allVersions({ client, name }: BucketScene): Promise<DeleteMarkerEntry[]> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: name }));
  return [...Versions, ...DeleteMarkers];
}

export async function uploadsIn({ client, name }: BucketScene): Promise<MultipartUpload[]> {
  return (await client.send(new ListMultipartUploadsCommand({ Bucket: name }))).Uploads ?? [];
}
