// One import for callers from outside: the modules whose names they write. What else these need is built along, and has
// names that begin with Delta or CDelta too.
@_exported import DeltaEnclosures
@_exported import DeltaExchange
@_exported import DeltaInputs
@_exported import DeltaOperators
@_exported import DeltaProperties
@_exported import DeltaRecords
@_exported import DeltaRecurrences
@_exported import DeltaScalars
