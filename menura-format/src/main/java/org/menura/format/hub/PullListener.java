package org.menura.format.hub;

/** Told how a pull goes on, from several threads at once. */
public interface PullListener {
    /** Listens to nothing. */
    PullListener NONE = new PullListener() {
        @Override
        public void started(int files, long bytes) {}

        @Override
        public void progressed(long bytes) {}

        @Override
        public void finished(String path, long size, boolean fetched) {}
    };

    /**
     * What will be fetched is known; told again where that shows what else is needed.
     *
     * @param files how many
     * @param bytes of all of them, those that are there already included
     */
    void started(int files, long bytes);

    /**
     * More bytes are in place than before.
     *
     * @param bytes how many more; negative where some had to be dropped
     */
    void progressed(long bytes);

    /**
     * A file is complete and checked.
     *
     * @param path where it lies in the repository
     * @param size its bytes
     * @param fetched false if it was there already
     */
    void finished(String path, long size, boolean fetched);
}
