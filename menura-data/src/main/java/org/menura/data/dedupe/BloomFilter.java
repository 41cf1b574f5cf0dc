package org.menura.data.dedupe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/**
 * A set of 64-bit hashes that takes little memory and errs on one side: it may say that it holds what it does not (Bloom,
 * Space/time trade-offs in hash coding, 1970). Blocked: all bits of an item lie in one line of the cache of 64 bytes
 * (Putze, Sanders and Singler, Cache-, hash- and space-efficient Bloom filters, 2007). There are no random seeds: the
 * same items make the same filter, in any order.
 *
 * <p>An item's hash chooses the block by its upper bits, {@code floor(hash · blocks / 2⁶⁴)}, unsigned. Its bits are pieces
 * of 9 bits, lowest first, of {@code mix(hash)}, then of {@code mix(hash + 1)}, seven of each, where {@code mix} is
 * the finaliser of MurmurHash3. The file has the magic {@code MNRBLOOM}, then in big endian: version 1 (int), bits per item
 * (int), number of blocks (long), the blocks (8 longs each), CRC-32 of the blocks (long).
 */
public final class BloomFilter {
    private static final long MAGIC = 0x4D4E52424C4F4F4DL;
    private static final int VERSION = 1;
    private static final int WORDS = 8;
    private static final int BLOCK_BITS = 512;
    private static final int MOST_BITS = 14;
    private static final int SLAB_BITS = 24;
    private static final int SLAB = 1 << SLAB_BITS;
    private static final long MOST_BLOCKS = 1L << 37;

    private final long blocks;
    private final int bits;
    /** The words of the blocks, in slabs of 2²⁴ each. */
    private final long[][] slabs;

    private BloomFilter(long blocks, int bits) {
        this.blocks = blocks;
        this.bits = bits;
        long words = blocks * WORDS;
        slabs = new long[(int) ((words + SLAB - 1) >>> SLAB_BITS)][];
        for (int i = 0; i < slabs.length; i++) {
            slabs[i] = new long[(int) Math.min(SLAB, words - ((long) i << SLAB_BITS))];
        }
    }

    /**
     * Creates an empty filter.
     *
     * @param items how many items are expected
     * @param rate how many of the items that were never added, of each one, it may then take for added
     * @throws FormatException if either is out of range, or the filter would not fit memory
     */
    public static BloomFilter of(long items, double rate) {
        if (items < 1 || !(rate >= 1e-9 && rate <= 0.5)) {
            throw new FormatException(
                    "a Bloom filter takes at least one item and a rate of false positives between 1e-9"
                            + " and 0.5; given: %d items, %s".formatted(items, rate));
        }
        Size size = Size.of(items, rate);
        long bytes = size.blocks * WORDS * 8;
        long free = Runtime.getRuntime().maxMemory();
        if (size.blocks > MOST_BLOCKS || bytes > free * 0.9) {
            throw new FormatException(
                    ("a Bloom filter of %d items at a rate of %s takes %d MiB, more than the %d MiB of memory; expect"
                                    + " fewer items, allow a higher rate or raise Java's -Xmx")
                            .formatted(items, rate, bytes >> 20, free >> 20));
        }
        return new BloomFilter(size.blocks, size.bits);
    }

    /** Returns how many bytes of memory the filter takes. */
    public long bytes() {
        return blocks * WORDS * 8;
    }

    /** Returns how many bits an item sets. */
    public int bitsPerItem() {
        return bits;
    }

    /**
     * Adds an item. One thread at a time.
     *
     * @return whether the filter did not hold it before
     */
    public boolean add(long hash) {
        long word = Math.unsignedMultiplyHigh(hash, blocks) * WORDS;
        long[] slab = slabs[(int) (word >>> SLAB_BITS)];
        int base = (int) word & (SLAB - 1);
        long mixed = mix(hash);
        boolean fresh = false;
        for (int i = 0; i < bits; i++) {
            if (i == 7) {
                mixed = mix(hash + 1);
            }
            int bit = (int) mixed & (BLOCK_BITS - 1);
            mixed >>>= 9;
            int at = base + (bit >>> 6);
            long mask = 1L << bit;
            fresh |= (slab[at] & mask) == 0;
            slab[at] |= mask;
        }
        return fresh;
    }

    /** Returns whether an item may have been added: always true if it was. */
    public boolean mayContain(long hash) {
        long word = Math.unsignedMultiplyHigh(hash, blocks) * WORDS;
        long[] slab = slabs[(int) (word >>> SLAB_BITS)];
        int base = (int) word & (SLAB - 1);
        long mixed = mix(hash);
        for (int i = 0; i < bits; i++) {
            if (i == 7) {
                mixed = mix(hash + 1);
            }
            int bit = (int) mixed & (BLOCK_BITS - 1);
            mixed >>>= 9;
            if ((slab[base + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the part of all bits that are set. */
    public double fill() {
        long set = 0;
        for (long[] slab : slabs) {
            for (long word : slab) {
                set += Long.bitCount(word);
            }
        }
        return (double) set / (blocks * BLOCK_BITS);
    }

    private static long mix(long hash) {
        long h = hash;
        h = (h ^ h >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }

    /** Writes the filter beside its place and moves it there. */
    public void write(Path file) {
        try {
            OutputFile.through(file, this::writeTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeTo(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(bits);
            out.writeLong(blocks);
            CRC32 crc = new CRC32();
            byte[] block = new byte[WORDS * 8];
            ByteBuffer view = ByteBuffer.wrap(block);
            for (long[] slab : slabs) {
                for (int i = 0; i < slab.length; i += WORDS) {
                    view.clear();
                    view.asLongBuffer().put(slab, i, WORDS);
                    crc.update(block);
                    out.write(block);
                }
            }
            out.writeLong(crc.getValue());
        }
    }

    /**
     * Reads a filter.
     *
     * @throws FormatException if the file is none, or damaged
     */
    public static BloomFilter read(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != MAGIC || in.readInt() != VERSION) {
                throw new FormatException(file + " is no Bloom filter of version 1 that Menura wrote");
            }
            int bits = in.readInt();
            long blocks = in.readLong();
            // The length is known before anything is allocated for it.
            if (bits < 1
                    || bits > MOST_BITS
                    || blocks < 1
                    || blocks > MOST_BLOCKS
                    || Files.size(file) != 32 + blocks * WORDS * 8) {
                throw new FormatException(file + " is damaged: it is not as long as its header says");
            }
            BloomFilter filter = new BloomFilter(blocks, bits);
            CRC32 crc = new CRC32();
            byte[] block = new byte[WORDS * 8];
            ByteBuffer view = ByteBuffer.wrap(block);
            for (long[] slab : filter.slabs) {
                for (int i = 0; i < slab.length; i += WORDS) {
                    in.readFully(block);
                    crc.update(block);
                    view.clear();
                    view.asLongBuffer().get(slab, i, WORDS);
                }
            }
            if (in.readLong() != crc.getValue()) {
                throw new FormatException(file + " is damaged: its checksum is wrong");
            }
            return filter;
        } catch (EOFException e) {
            throw new FormatException(file + " is no Bloom filter: it ends early", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The smallest filter for a number of items and a rate. */
    private record Size(long blocks, int bits) {
        static Size of(long items, double rate) {
            Size best = new Size(Long.MAX_VALUE, 1);
            for (int bits = 1; bits <= MOST_BITS; bits++) {
                // Load of a block, in items, at which the rate is met: it falls as the load does.
                double low = 0;
                double high = BLOCK_BITS;
                for (int i = 0; i < 50; i++) {
                    double load = (low + high) / 2;
                    if (rate(load, bits) <= rate) {
                        low = load;
                    } else {
                        high = load;
                    }
                }
                if (low > 0) {
                    double blocks = Math.ceil(items / low);
                    if (blocks < best.blocks) {
                        best = new Size((long) Math.max(1, blocks), bits);
                    }
                }
            }
            return best;
        }

        /** The rate of blocks whose numbers of items are Poisson distributed (Putze et al., equation 3). */
        private static double rate(double load, int bits) {
            double sum = 0;
            double p = Math.exp(-load);
            for (int i = 0; i < load + 12 * Math.sqrt(load) + 20; i++) {
                double unset = Math.pow(1 - 1.0 / BLOCK_BITS, (double) i * bits);
                sum += p * Math.pow(1 - unset, bits);
                p *= load / (i + 1);
            }
            return sum;
        }
    }
}
