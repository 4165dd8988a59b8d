import ArgumentParser

@main struct Conform: ParsableCommand {}
