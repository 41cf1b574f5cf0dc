package org.menura.data.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;

/** The rows that a task of a phase takes: of a file, or of the phase before with what groups said of them. */
abstract class RowSource implements AutoCloseable {
    /** A row that is parsed later, and what its groups said. */
    abstract static class Item {
        abstract StoredRow parse();

        abstract int bytes();

        List<byte[]> said() {
            return List.of();
        }
    }

    /** The next row, or null at the end. */
    abstract @Nullable Item next();

    @Override
    public abstract void close();

    /** The next rows: none at the end. */
    final List<Item> batch(int rows, int bytes) {
        List<Item> batch = new ArrayList<>();
        for (long size = 0; batch.size() < rows && size < bytes; ) {
            Item item = next();
            if (item == null) {
                break;
            }
            batch.add(item);
            size += item.bytes();
        }
        return batch;
    }

    static RowSource first(Flow flow, Job job, int shard) {
        RowInput input = new RowInput(flow, job.inputs().get(shard));
        return new RowSource() {
            @Override
            @Nullable
            Item next() {
                RowInput.Item item = input.next();
                return item == null
                        ? null
                        : new Item() {
                            @Override
                            StoredRow parse() {
                                return item.parse();
                            }

                            @Override
                            int bytes() {
                                return item.bytes();
                            }
                        };
            }

            @Override
            public void close() {
                input.close();
            }
        };
    }

    static RowSource next(Flow flow, Job job, int phase, int shard) {
        Cursor<byte[]> rows = RecordReader.of(ShardTask.rows(job, phase - 1, shard));
        Cursor<byte[]> said = GroupTask.said(flow, job, phase - 1, shard);
        return new Following(rows, said, shard);
    }

    private static final class Following extends RowSource {
        private final Cursor<byte[]> rows;
        private final Cursor<byte[]> said;
        private final int shard;
        private long row;
        private byte @Nullable [] ahead;

        Following(Cursor<byte[]> rows, Cursor<byte[]> said, int shard) {
            this.rows = rows;
            this.said = said;
            this.shard = shard;
            this.ahead = said.next();
        }

        @Override
        @Nullable
        Item next() {
            byte[] record = rows.next();
            if (record == null) {
                return null;
            }
            long address = Address.of(shard, row++);
            List<byte[]> results = new ArrayList<>();
            byte[] head = ahead;
            while (head != null && ByteBuffer.wrap(head).getLong() == address) {
                results.add(Arrays.copyOfRange(head, Entry.ADDRESS, head.length));
                head = said.next();
            }
            ahead = head;
            return new Stored(record, results);
        }

        @Override
        public void close() {
            rows.close();
            said.close();
        }
    }

    private static final class Stored extends Item {
        private final byte[] record;
        private final List<byte[]> said;

        Stored(byte[] record, List<byte[]> said) {
            this.record = record;
            this.said = said;
        }

        @Override
        StoredRow parse() {
            return StoredRow.of(record);
        }

        @Override
        int bytes() {
            return record.length;
        }

        @Override
        List<byte[]> said() {
            return said;
        }
    }
}
