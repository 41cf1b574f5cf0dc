package org.menura.format.hub;

/** A listener to the progress of a pull, called from several threads at once. */
public interface PullListener {
    /** A listener that ignores all reports. */
    PullListener NONE = new PullListener() {
        @Override
        public void started(int files, long bytes) {}

        @Override
        public void progressed(long bytes) {}

        @Override
        public void finished(String path, long size, boolean fetched) {}
    };

    /**
     * Reports the files to fetch; called again where those show that more are needed.
     *
     * @param files how many
     * @param bytes of all of them, those that are there already included
     */
    void started(int files, long bytes);

    /**
     * Reports that more bytes are in place than before.
     *
     * @param bytes how many more; negative where some had to be dropped
     */
    void progressed(long bytes);

    /**
     * Reports that a file is complete and checked.
     *
     * @param path where it lies in the repository
     * @param size its bytes
     * @param fetched false if it was there already
     */
    void finished(String path, long size, boolean fetched);
}
